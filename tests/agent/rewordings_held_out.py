"""More of the same, written after the thresholds had been chosen: these say how good they are."""

from tests.agent.rewordings import Case

HELD_OUT = (
    Case(
        "the discount code isn't accepted at checkout",
        (
            "Discount codes do not apply to gift cards, spare parts, Bean Round subscriptions and "
            "Second Nest refurbished machines.",
            "Each code belongs to one shop, so a code in euros does not work in the American shop.",
            "The code may have expired, and the date is in the email that brought it.",
        ),
        (
            "Your code may have expired; you find the date in the email it came with.",
            "It doesn't work for gift cards, spare parts, Bean Round subscriptions or Second Nest "
            "machines.",
            "Also, a code in euros can't be used in the American shop.",
        ),
        (
            "Clear the cookies of your browser and disable the ad blocker.",
            "Only members of the VIP tier can redeem vouchers on weekdays.",
        ),
        (
            "Each code belongs to one shop, and it works only on a mobile app.",
            "The code may have expired, but our staff extends it on request.",
        ),
    ),
    Case(
        "what grind setting do I need for a moka pot",
        (
            "Moka pot | 15–20 | 10–13",
            "Brewing method | Heron ring (0–60) | Wren clicks from zero",
            "Higher numbers are coarser on both grinders.",
        ),
        (
            "For a moka pot, set the Heron ring to 15–20 or the Wren to 10–13 clicks from zero.",
            "Higher numbers mean a coarser grind on both grinders.",
        ),
        (
            "Pre-heat the kettle and use soft mountain water.",
            "Dark roasts from Ethiopia taste best here.",
        ),
        (
            "Higher numbers are coarser on both grinders, which protects the motor from wear.",
            "For a moka pot set the Heron ring to 15–20, and sift the powder through a fine mesh.",
        ),
    ),
    Case(
        "Do businesses get a volume discount?",
        (
            "Businesses get 8% off from 5 machines and 12% off from 10 machines in one order.",
            "You may mix models to reach 5 or 10 machines.",
            "A quote is valid for 30 days.",
        ),
        (
            "Yes: businesses get 8% off from 5 machines and 12% off from 10 machines in one order.",
            "Different models can be mixed to reach 5 or 10 machines.",
            "A quote stays valid for 30 days.",
        ),
        (
            "Charities and schools enjoy additional rebates on training courses.",
            "Leasing contracts include on-site technicians.",
        ),
        (
            "You may mix models to reach 5 or 10 machines, and accessories are thrown in.",
            "A quote is valid for 30 days, after which prices rise automatically.",
        ),
    ),
    Case(
        "Do you take back old machines?",
        (
            "We take back every Quernby machine, working or not, and give you shop credit for it.",
            "The parcel to us is free, and nothing that we can repair or take apart is thrown "
            "away.",
            "The credit arrives as a gift card and is valid for 5 years.",
        ),
        (
            "Yes, we take back any Quernby machine, whether it works or not, for shop credit.",
            "Sending the parcel to us is free.",
            "You get the credit as a gift card that is valid for 5 years.",
        ),
        (
            "Other brands are collected by our van on Saturdays.",
            "The value depends on the scratches and the original receipt.",
        ),
        (
            "The credit arrives as a gift card, or in cash if you visit the workshop.",
            "We take back every Quernby machine and plant a tree for each.",
        ),
    ),
    Case(
        "my payment was declined twice",
        (
            "Check that the billing address matches the one your bank knows, and confirm the "
            "payment in your banking app within 10 minutes.",
            "After 3 failed attempts, please use another card or wait for an hour.",
        ),
        (
            "Please check whether the billing address is the one your bank knows.",
            "Then confirm the payment in your banking app within 10 minutes.",
            "If it fails 3 times, use another card or wait an hour.",
        ),
        (
            "Raise the daily limit of your debit card in the branch.",
            "Our fraud department blocks anonymous browsers.",
        ),
        (
            "Confirm the payment in your banking app within 10 minutes and restart your phone.",
            "After 3 failed attempts use another card, because the account is frozen forever.",
        ),
    ),
    Case(
        "How can I unsubscribe from the newsletter?",
        (
            "Use the unsubscribe link at the end of every newsletter, or switch it off under "
            "Account › Privacy.",
            "It takes effect at once.",
        ),
        (
            "Use the unsubscribe link at the end of any newsletter.",
            "You can also switch it off under Account › Privacy, and it takes effect at once.",
        ),
        ("Write a signed letter to our data officer.", "Block the sender in your mail program."),
        ("Switch it off under Account › Privacy, but you lose your discounts by doing so.",),
    ),
    Case(
        "Wann ist der Kundendienst erreichbar?",
        (
            "Sie erreichen uns per E-Mail und im Chat von Montag bis Freitag zwischen 9:00 und "
            "18:00 Uhr.",
            "An Feiertagen antworten wir am nächsten Werktag.",
        ),
        (
            "Per E-Mail und Chat sind wir montags bis freitags von 9:00 bis 18:00 Uhr erreichbar.",
            "An einem Feiertag bekommen Sie am nächsten Werktag eine Antwort.",
        ),
        (
            "Unsere Filialen beraten Sie gern persönlich.",
            "Für Notfälle gibt es eine kostenpflichtige Hotline.",
        ),
        ("Sie erreichen uns per E-Mail und im Chat, außerdem telefonisch und per Fax.",),
        "de",
    ),
    Case(
        "Hoe lang is de garantie?",
        (
            "De garantie op de machine is 3 jaar vanaf de dag van levering.",
            "Binnen de garantie repareren we de machine gratis, inclusief onderdelen.",
        ),
        (
            "U heeft 3 jaar garantie, gerekend vanaf de dag van levering.",
            "Reparatie binnen de garantie is gratis, ook de onderdelen.",
        ),
        ("Waterschade en diefstal zijn eveneens verzekerd.",),
        ("De garantie op de machine is 3 jaar en kan tegen betaling worden verlengd.",),
        "nl",
    ),
)
