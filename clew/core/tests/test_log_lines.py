import structlog

from clew.core.log_lines import lines


class Full:
    def write(self, _text):
        raise OSError(28, "No space left on device")

    flush = write


def test_a_full_disk_below_the_log_ends_nobodys_work(monkeypatch):
    log = structlog.wrap_logger(lines(), processors=[structlog.dev.ConsoleRenderer(colors=False)])
    monkeypatch.setattr("sys.stdout", Full())
    log.error("writer.interrupted")
    log.warning("jobs.interrupted")


def test_lines_are_written(capsys):
    structlog.wrap_logger(lines(), processors=[structlog.processors.JSONRenderer()]).error("began")
    assert capsys.readouterr().out == '{"event": "began"}\n'
