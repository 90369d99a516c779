"""What the demo's articles say, and the contrary in nearly the same words: written by hand.

`HELD_OUT_…`: written after the rule had been made."""

FAIR = (
    ("delivery-times-and-costs", "Unfortunately, express or weekend delivery isn't offered."),
    (
        "delivery-times-and-costs",
        "Canada and Australia are among the countries we don't deliver to at the moment.",
    ),
    ("delivery-times-and-costs", "There are no customs fees and no taxes at the door."),
    ("warranty", "There's no need to register your machine; the order number is enough."),
    ("warranty", "You may open your machine without ending the warranty."),
    ("warranty", "Limescale damage isn't covered if the Kestrel was not descaled in time."),
    ("warranty", "The warranty stays valid if you bought a used machine."),
    (
        "change-or-cancel-an-order",
        "An order that is already Shipped can no longer be cancelled, but you can refuse the "
        "parcel at the door.",
    ),
    ("change-or-cancel-an-order", "After it is Shipped the address can't be changed any more."),
    ("bean-subscription", "While it's paused, you are not charged anything."),
    ("bean-subscription", "A delivery charged on Monday can't be stopped any longer."),
    (
        "descale-the-kestrel",
        "Please avoid vinegar: it attacks the seals, and the warranty doesn't cover that damage.",
    ),
    (
        "descale-the-kestrel",
        "It's fine to switch the Kestrel off during descaling; the program goes on with the "
        "rinse later.",
    ),
    ("payment-methods", "Private customers cannot pay in instalments or after delivery."),
    (
        "payment-methods",
        "If a payment is declined, it isn't charged, even if your bank shows it as pending "
        "for a few days.",
    ),
    ("invoices-and-vat", "It is not possible to add a VAT number after payment."),
    (
        "invoices-and-vat",
        "If the order is still Received, cancel it and place it again with the VAT number.",
    ),
    (
        "discount-codes-and-gift-cards",
        "Gift cards can't be returned or paid out in cash, but the rest stays on the card.",
    ),
    (
        "discount-codes-and-gift-cards",
        "They don't apply to gift cards, spare parts or Bean Round subscriptions.",
    ),
    (
        "discount-codes-and-gift-cards",
        "One discount code per order works, and it can be combined with gift cards.",
    ),
    ("damaged-wrong-or-missing-items", "No return label has to be paid for."),
    ("damaged-wrong-or-missing-items", "Please don't plug in a machine with a cracked housing."),
    ("contact-and-hours", "We don't have a phone line, but you can ask for a call-back."),
    ("password-and-sign-in", "You can order without an account."),
    ("business-orders", "At the moment we sell directly and don't work with resellers."),
    (
        "returns-and-refunds",
        "Opened bags of coffee, gift cards and engraved items cannot be taken back.",
    ),
    (
        "returns-and-refunds",
        "Swapping items in one step isn't possible: return the first and place a new order.",
    ),
    (
        "returns-and-refunds",
        "You can return an item within 30 days, even if you've tried it at home.",
    ),
)

CONTRARY = (
    ("delivery-times-and-costs", "We offer express and weekend delivery."),
    ("delivery-times-and-costs", "We deliver to other countries, Canada and Australia included."),
    ("delivery-times-and-costs", "You pay customs fees and taxes at the door."),
    ("warranty", "You need to register your machine."),
    ("warranty", "Opening your machine ends the warranty."),
    ("warranty", "The warranty covers limescale damage to a Kestrel."),
    ("warranty", "The warranty is not valid if you bought a used one."),
    ("change-or-cancel-an-order", "A Shipped order can still be cancelled."),
    ("change-or-cancel-an-order", "Once the order is Shipped, we can change the address."),
    ("bean-subscription", "Your card is charged while your Bean Round is paused."),
    ("bean-subscription", "A delivery that was charged on Monday can still be stopped."),
    ("descale-the-kestrel", "You can use vinegar for the descaling."),
    ("descale-the-kestrel", "Vinegar damage is covered by the warranty."),
    ("descale-the-kestrel", "You must not switch the Kestrel off during descaling."),
    ("payment-methods", "We offer payment in instalments to private customers."),
    ("payment-methods", "A declined payment is charged."),
    ("invoices-and-vat", "A VAT number can be added after payment."),
    ("discount-codes-and-gift-cards", "A gift card can be returned or paid out in cash."),
    ("discount-codes-and-gift-cards", "Discount codes apply to gift cards and spare parts."),
    ("discount-codes-and-gift-cards", "You cannot combine a discount code with gift cards."),
    ("damaged-wrong-or-missing-items", "You have to pay for a return label."),
    ("damaged-wrong-or-missing-items", "Plug in the machine with the cracked housing."),
    ("contact-and-hours", "We have a phone line."),
    ("password-and-sign-in", "You need an account to order."),
    ("business-orders", "We work with resellers at the moment."),
    ("returns-and-refunds", "We take back opened bags of coffee and gift cards."),
    ("returns-and-refunds", "We swap items in one step."),
    ("returns-and-refunds", "You cannot return an item if you have tried it at home."),
)

HELD_OUT_FAIR = (
    ("privacy-and-your-data", "Your data is neither sold nor shared for advertising."),
    (
        "privacy-and-your-data",
        "Order messages don't belong to the newsletter, so they still arrive.",
    ),
    (
        "kestrel-first-use",
        "A Kestrel from one region mustn't be used in the other, because a plug adapter "
        "doesn't change the voltage.",
    ),
    ("kestrel-first-use", "Machines cannot be converted."),
    ("kestrel-first-use", "Use fresh tap water or filtered water, but no distilled water."),
    ("clean-your-grinder", "Please never grind rice to clean the grinder."),
    ("clean-your-grinder", "The warranty does not cover damage from rice."),
    (
        "clean-your-grinder",
        "None of the parts belong in the dishwasher; wash the hopper by hand in warm soapy water.",
    ),
    (
        "order-status-and-tracking",
        "If the tracking link hasn't moved for 5 working days, write to us.",
    ),
    ("sustainability-and-take-back", "Our machines contain no batteries."),
    (
        "sustainability-and-take-back",
        "Age and condition of the machine don't matter for the credit.",
    ),
    (
        "lights-and-errors",
        "If it stays dark, please don't open the base; start a repair under Account › Repairs.",
    ),
    ("grind-settings", "Turn the Heron ring finer only while the motor is running."),
    ("invoices-and-vat", "American prices don't include sales tax: it is added at checkout."),
    ("business-orders", "You can't combine volume prices with discount codes."),
)

HELD_OUT_CONTRARY = (
    ("privacy-and-your-data", "We sell data and share it for advertising."),
    ("privacy-and-your-data", "Messages about your orders are part of the newsletter."),
    ("kestrel-first-use", "A Kestrel from one region can be used in the other."),
    ("kestrel-first-use", "We can convert machines."),
    ("kestrel-first-use", "Use distilled water."),
    ("clean-your-grinder", "Please grind rice to clean your grinder."),
    ("clean-your-grinder", "Damage from rice is covered by the warranty."),
    ("clean-your-grinder", "The Heron and the Wren belong in the dishwasher."),
    (
        "order-status-and-tracking",
        "Wait a few days if the tracking link has shown movement for 5 working days.",
    ),
    ("sustainability-and-take-back", "There are batteries in our machines."),
    (
        "sustainability-and-take-back",
        "The credit depends on the age and the condition of the machine.",
    ),
    ("lights-and-errors", "If the machine stays dark, open the base."),
    ("grind-settings", "Turn the Heron ring to a finer number while the motor stands still."),
    ("invoices-and-vat", "Prices in our American shop include sales tax."),
    ("business-orders", "Volume prices can be combined with discount codes."),
)
