# Written by bench.peers; {…} are filled in.
Set($rtname, 'support.example');
Set($Organization, 'support.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebPath, '');
Set($WebBaseURL, 'http://127.0.0.1:{port}');
Set($DatabaseType, 'Pg');
Set($DatabaseHost, '127.0.0.1');
Set($DatabasePort, {database_port});
Set($DatabaseName, 'rt5');
Set($DatabaseUser, 'rt_user');
Set($DatabasePassword, 'rt_pass');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '{folder}/null-sendmail');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
Set(%FullTextSearch, Enable => 1, Indexed => 1, Column => 'ContentIndex',
    Table => 'AttachmentsIndex');
1;
