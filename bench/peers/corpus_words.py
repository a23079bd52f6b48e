# ruff: noqa: SIM905  words are read more easily in lines of text
"""What customers and agents of the corpus write, with gaps to fill in."""

FIRST = """
    Anna Ben Carla David Elena Farid Grace Hassan Ines Jonas Kira Liam Maya Noah Olga Pedro
    Quinn Rosa Sven Tara Umar Vera Wei Xenia Yusuf Zoe Amir Bella Chen Dora Emil Fatou Goran
    Hana Ivan Julia Kofi Lena Marco Nadia
""".split()
LAST = """
    Adler Bauer Costa Dupont Eriksen Fischer Garcia Haddad Ivanov Jensen Kowalski Larsen
    Moreau Nguyen Okafor Petrov Quiroga Rossi Sato Tanaka Ueda Varga Weber Xu Yilmaz Zhang
    Alvarez Brown Clarke Diaz Evans Foster Gupta Hughes Iqbal Jones Khan Lopez Mbeki Novak
""".split()
PRODUCTS = """
    router camera thermostat speaker headset keyboard monitor printer tablet charger
    dashboard mobile-app web-portal subscription gateway scanner projector dock battery
    doorbell
""".split()
CITIES = """
    Berlin Lisbon Oslo Porto Lyon Gdansk Turin Ghent Malmo Graz Cork Leeds Brno Tartu
    Vilnius Seville
""".split()
DAYS = """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday
""".split()
SUBJECTS = [
    "Cannot log in to {p} after update",
    "{p} stopped working since {day}",
    "Question about invoice {num}",
    "Refund for order {num}",
    "Delivery of {p} is late",
    "Wrong item received for order {num}",
    "{p} shows error {err}",
    "How do I export data from {p}?",
    "Change billing address for account {num}",
    "Password reset email never arrives",
    "{p} battery drains too fast",
    "Please cancel order {num}",
    "Upgrade plan for {p}",
    "Warranty claim for {p}",
    "Feature request: {p} integration",
    "Double charge on invoice {num}",
    "{p} firmware {ver} fails to install",
    "Account locked after three attempts",
    "Need a copy of invoice {num}",
    "Tracking number for order {num} does not work",
    "Slow performance in {p} since version {ver}",
    "Missing parts in {p} box",
    "Unable to upload attachment in {p}",
    "Sync problem between {p} and {p2}",
]
CUSTOMER_SAYS = [
    "I bought the {p} on {day} and it worked fine for about {n} days.",
    "Since the latest update to version {ver} I see error {err} every time I open it.",
    "I already tried restarting the {p}, clearing the cache and reinstalling, but nothing helps.",
    "My order number is {num} and the package was supposed to arrive last {day}.",
    "Could you please check what happened and let me know how to proceed?",
    "This is quite urgent for us because {n} people in our office depend on the {p}.",
    (
        "The tracking page only says that the parcel left the warehouse in {city} and "
        "nothing has changed since."
    ),
    "I was charged twice, see item {num} on my statement from {day}.",
    "I would like a full refund to the original payment method if a replacement is not possible.",
    "When I click on the settings button the page stays blank and the browser console shows {err}.",
    "Your documentation mentions an export option but I cannot find it anywhere in the menu.",
    "We moved our office to {city}, so the delivery address needs to change before you ship.",
    "The light on the {p} blinks orange {n} times and then it turns itself off again.",
    "I attached a screenshot and the log file from the {p} so that your engineers can take a look.",
    "Is there any way to connect the {p} with our {p2} without buying another licence?",
    "Please do not send me the standard article again, I have followed every step in it.",
    "Thanks for the quick answer, but the problem came back on {day} morning.",
    "The colour and the size are not what I selected in the shop.",
    "Our administrator left the company and nobody else can reset the two-factor device.",
    "It fails on Windows as well as on Linux, in Firefox and in Chrome.",
    "I have been a customer for {n} years and never had such an experience.",
    "The serial number printed on the bottom label is {serial}.",
]
AGENT_SAYS = [
    "Thank you for contacting us and for the detailed description.",
    "I am sorry to hear about the trouble with your {p}.",
    "I have checked order {num} and can see that it left our warehouse in {city} on {day}.",
    "Could you please send us the serial number and a photo of the label on the back?",
    "Our engineering team has confirmed that error {err} is a known problem in version {ver}.",
    "A fix is planned for the next release; until then please use the workaround below.",
    "Please open Settings, choose Advanced, and switch off automatic synchronisation for the {p}.",
    "I have issued a refund, which should reach your account within {n} working days.",
    (
        "I have updated the address on your account and asked the carrier in {city} to "
        "redirect the parcel."
    ),
    "The corrected document {num} is attached to this message.",
    (
        "Once you have replaced the cable, hold the power button for {n} seconds until "
        "the light turns green."
    ),
    "If the problem continues, simply reply to this message and we will arrange a replacement.",
    "I have escalated your case to our second-level team, who will get back to you before {day}.",
    "Your reference for the return shipment is {serial}.",
    "Is there anything else that I can help you with today?",
    "I removed the lock from your account, so that you can sign in again right away.",
    "We have applied a credit to your next bill as an apology for the delay.",
    "The setting that you are looking for moved to the account menu in version {ver}.",
]
