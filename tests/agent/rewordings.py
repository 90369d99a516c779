"""Sentences as a language model words them, with what they rest on: written by hand to measure
the support check. `said`: a fair rewording. `invented`: on the subject, but in no source, and
without a number by which the check of facts would find it. `stretched`: a fair rewording with
something invented behind it, which is the hardest to see."""

from typing import NamedTuple


class Case(NamedTuple):
    asked: str
    quotes: tuple[str, ...]
    said: tuple[str, ...]
    invented: tuple[str, ...]
    stretched: tuple[str, ...]
    language: str = "en"


CASES = (
    Case(
        "I'd like to return my grinder, how does that work?",
        (
            "You can return an item within 30 days of delivery, even if you have tried it at home "
            "with up to 500 g of coffee.",
            "Open Account › Orders, choose the order and press Return items.",
            "Choose the items and a reason, and print the label or show the code at the parcel "
            "shop.",
            "Empty and clean the machine, and pack it in its original box or one just as sturdy.",
        ),
        (
            "Yes, your grinder can be returned within 30 days of delivery.",
            "It is fine if you already tried it at home with a little coffee.",
            "Go to Account › Orders, pick the order and press Return items.",
            "Then print the label, or show the code in the parcel shop.",
            "Please empty and clean the grinder and pack it in the original box or a similarly "
            "sturdy one.",
        ),
        (
            "You may drop it off at any of our retail stores.",
            "A courier collects the grinder from your doorstep.",
            "Used grinders are always exchanged for store vouchers.",
            "Returns need prior written approval from our support manager.",
        ),
        (
            "You can return your grinder within 30 days of delivery, and a courier "
            "collects it from your doorstep.",
            "Print the label or show the code at the parcel shop, then claim your loyalty bonus.",
        ),
    ),
    Case(
        "When do I get my money back?",
        (
            "You get your money back on the payment method that you used, within 5 working days "
            "after your return has arrived in Leiden or Richmond.",
            "Your bank may need another 2 to 5 working days to show the refund.",
        ),
        (
            "The refund goes to the payment method you used, within 5 working days after the "
            "return reaches Leiden or Richmond.",
            "It can take your bank another 2 to 5 working days until it shows the refund.",
        ),
        (
            "Refunds for express orders are instant and include compensation.",
            "If you paid cash, a cheque is mailed to your home.",
            "Loyal members receive their refund before the parcel is inspected.",
        ),
        (
            "The refund arrives within 5 working days after your return has reached "
            "Leiden, with interest for the delay.",
            "Your bank may need another 2 to 5 working days unless you call its hotline.",
        ),
    ),
    Case(
        "what does shipping to germany cost",
        (
            "Delivery to Germany takes 2 to 3 working days and costs €6.95, or nothing from €80.",
            "We do not offer express or weekend delivery.",
        ),
        (
            "Delivery to Germany costs €6.95 and takes 2 to 3 working days.",
            "From €80 you pay nothing for delivery.",
            "We don't offer express delivery or delivery at the weekend.",
        ),
        (
            "Express shipping overnight is available for a surcharge.",
            "You can track the driver live on a map.",
            "Parcels are insured against theft by our partner DHL.",
        ),
        (
            "Delivery to Germany costs €6.95, insurance against theft included.",
            "From €80 delivery is free, also for gift wrapping and greeting cards.",
        ),
    ),
    Case(
        "How long is the warranty on the Kestrel?",
        (
            "The warranty is 5 years on the Wren and Heron grinders and 3 years on the Kestrel "
            "espresso machine, starting on the day of delivery.",
            "Within the warranty we repair your machine free of charge, parts and both parcels "
            "included.",
            "You do not need to register your machine, because the order number is enough.",
        ),
        (
            "The Kestrel espresso machine has a warranty of 3 years, counted from the day of "
            "delivery.",
            "During that time we repair it free of charge, including parts and parcels both ways.",
            "There is no need to register the machine; your order number is enough.",
        ),
        (
            "You can extend the coverage by buying a protection plan.",
            "The warranty also includes yearly maintenance by a technician at home.",
            "A loaner device is provided while yours is away.",
            "Accidental water spills are covered as well.",
        ),
        (
            "The Kestrel has a warranty of 3 years, which covers accidental drops as well.",
            "We repair it free of charge and lend you a spare machine meanwhile.",
        ),
    ),
    Case(
        "can I still cancel the order I placed this morning",
        (
            "You can change or cancel an order yourself as long as its status is Received, which "
            "lasts for at least 60 minutes after payment.",
            "An order in Packing can only be stopped by our team, and only until the carrier "
            "collects at 16:00 on working days.",
            "A Shipped order cannot be cancelled.",
        ),
        (
            "You can cancel it yourself while its status is still Received.",
            "That status lasts at least 60 minutes after you paid.",
            "Once it is in Packing, only our team can stop it, until the carrier "
            "collects at 16:00.",
            "If the order shows Shipped, it can no longer be cancelled.",
        ),
        (
            "A cancellation fee applies after the first night.",
            "Our hotline can intercept parcels already travelling.",
            "Cancelled orders remain reserved for another customer.",
        ),
        (
            "You can cancel it yourself while it is Received, but a handling charge applies.",
            "A Shipped order cannot be cancelled unless you phone the driver.",
        ),
    ),
    Case(
        "My parcel hasn't moved for days, the tracking link shows nothing",
        (
            "Write to us if the tracking link has shown no movement for 5 working days.",
            "We then open a search with the carrier, which takes up to 8 working days.",
            "If the parcel is not found by then, you choose between a new parcel and a full "
            "refund.",
        ),
        (
            "If the tracking link shows no movement for 5 working days, please write to us.",
            "A search with the carrier then takes up to 8 working days.",
            "If your parcel isn't found by then, you can choose a new parcel or a full refund.",
        ),
        (
            "Delays like this are mostly caused by customs strikes.",
            "Please file a police report before contacting us.",
            "Your neighbour may have signed on your behalf.",
        ),
        (
            "Write to us if the tracking link shows no movement for 5 working days, and "
            "file a police report.",
            "You can choose a new parcel or a full refund plus a voucher for the trouble.",
        ),
    ),
    Case(
        "How do I pause my coffee subscription?",
        (
            "To pause the subscription, press Pause and choose a date up to 3 months ahead, and "
            "deliveries start again by themselves after that date.",
            "Nothing is charged while your Bean Round is paused.",
        ),
        (
            "Press Pause and pick a date up to 3 months ahead.",
            "Deliveries start again by themselves after this date.",
            "While your Bean Round is paused, nothing is charged.",
        ),
        (
            "Pausing more often than allowed ends the contract automatically.",
            "A small storage fee keeps your roast reserved.",
            "Premium subscribers may pause via WhatsApp.",
        ),
        (
            "Press Pause and choose a date up to 3 months ahead; premium members may go further.",
            "Nothing is charged while your Bean Round is paused, except a storage fee.",
        ),
    ),
    Case(
        "i forgot my pasword",
        (
            "To reset your password, press Forgot your password? on the sign-in page, enter your "
            "email address and open the link that we send you.",
            "The link is valid for 60 minutes and works once.",
            "A new password needs at least 12 characters.",
        ),
        (
            "On the sign-in page, press “Forgot your password?” and enter your email address.",
            "Open the link you receive; it works once and is valid for 60 minutes.",
            "Your new password needs at least 12 characters.",
        ),
        (
            "Answer your secret question to unlock the profile.",
            "Passwords expire regularly for security compliance.",
            "Support staff read out the current one by telephone.",
        ),
        (
            "Open the link that we send you by text message or by post.",
            "A new password needs at least 12 characters including a symbol and a capital letter.",
        ),
    ),
    Case(
        "The red light on my Kestrel is blinking",
        (
            "A blinking red light on the Kestrel and a steady red light on the Heron mean that the "
            "machine is too hot, so switch it off for 30 minutes and try again.",
        ),
        (
            "A blinking red light means that your Kestrel is too hot.",
            "Switch it off for 30 minutes, then try again.",
        ),
        (
            "Replace the fuse behind the rear panel.",
            "This indicates a firmware update is being installed.",
            "The heating element is probably burnt out and must be exchanged.",
        ),
        (
            "A blinking red light means that the Kestrel is too hot because its pump failed.",
            "Switch it off for 30 minutes and replace the fuse.",
        ),
    ),
    Case(
        "Can I descale with vinegar?",
        (
            "Use our descaling powder or any descaler based on citric acid.",
            "Do not use vinegar, because it attacks the seals and the damage is not covered by the "
            "warranty.",
        ),
        (
            "Please don't use vinegar: it attacks the seals, and that damage is not covered by "
            "the warranty.",
            "Our descaling powder or another descaler based on citric acid works.",
        ),
        (
            "Diluted lemon juice followed by baking soda is recommended.",
            "Filtered mountain water makes descaling unnecessary.",
        ),
        ("Do not use vinegar, because it attacks the seals and makes the coffee poisonous.",),
    ),
    Case(
        "Which payment methods do you accept?",
        (
            "We accept these payment methods: credit and debit cards, the digital wallet on your "
            "phone, Quernby gift cards and, in the EU, bank transfer.",
            "We do not offer payment in instalments or payment after delivery to private "
            "customers.",
        ),
        (
            "You can pay by credit or debit card, with the digital wallet on your phone or with "
            "a Quernby gift card.",
            "In the EU, bank transfer works as well.",
            "Instalments and payment after delivery are not offered to private customers.",
        ),
        (
            "PayPal, Klarna and cryptocurrency are welcome too.",
            "Cheques should be made out to our head office.",
        ),
        ("You can pay by credit card, by bank transfer, with PayPal or in cash.",),
    ),
    Case(
        "Can you send me an invoice with my VAT number?",
        (
            "Your invoice is a PDF under Account › Orders › Invoice.",
            "A VAT number cannot be added after payment.",
            "If the order status is still Received, cancel the order and place it again with the "
            "VAT number.",
        ),
        (
            "You find the invoice as a PDF under Account › Orders › Invoice.",
            "Unfortunately a VAT number can't be added after payment.",
            "As long as the status is Received, you can cancel the order and place it again with "
            "your VAT number.",
        ),
        (
            "Our accounting department mails stamped originals on request.",
            "Companies outside Europe are exempt from every duty.",
        ),
        (
            "Your invoice is a PDF under Account › Orders › Invoice, and a stamped "
            "original follows by mail.",
        ),
    ),
    Case(
        "My grinder arrived damaged, the lid is cracked",
        (
            "If something arrived damaged, send us 3 photos within 7 days of delivery and we will "
            "ship a replacement within 2 working days, free of charge.",
            "Please keep the box and the packing for 14 days, because the carrier may want to "
            "inspect them.",
            "Do not plug in a machine with a cracked housing or a damaged cable.",
        ),
        (
            "Please send us 3 photos of the damaged grinder within 7 days of delivery.",
            "We will then ship a replacement within 2 working days, free of charge.",
            "Keep the box and packing for 14 days, as the carrier may want to inspect them.",
            "Please don't plug in the grinder if its housing is cracked.",
        ),
        (
            "Glue from a hardware shop repairs such lids well.",
            "The carrier pays compensation directly into your account.",
        ),
        ("Send us 3 photos within 7 days and we will ship a replacement together with a gift.",),
    ),
    Case(
        "Wie kann ich einen Artikel zurücksenden?",
        (
            "Sie können einen Artikel innerhalb von 30 Tagen zurücksenden.",
            "Drucken Sie das Rücksendeetikett unter Konto › Bestellungen aus und geben Sie das "
            "Paket innerhalb von 7 Tagen ab.",
            "Die Erstattung erfolgt auf die Zahlungsart, die Sie genutzt haben.",
        ),
        (
            "Eine Rücksendung ist innerhalb von 30 Tagen möglich.",
            "Das Etikett für die Rücksendung drucken Sie unter Konto › Bestellungen aus.",
            "Geben Sie das Paket anschließend innerhalb von 7 Tagen ab.",
            "Erstattet wird auf die genutzte Zahlungsart.",
        ),
        (
            "Unser Fahrer holt die Ware bei Ihnen zu Hause ab.",
            "Gebrauchte Geräte nehmen wir nur mit Kassenbon in der Filiale an.",
            "Statt Geld bekommen Sie einen Gutschein.",
        ),
        (
            "Sie können den Artikel innerhalb von 30 Tagen zurücksenden, auch ohne "
            "Verpackung und Zubehör.",
        ),
        "de",
    ),
    Case(
        "¿Cuánto tarda el envío a España?",
        (
            "La entrega en España tarda de 3 a 5 días laborables y cuesta 8,95 €.",
            "A partir de 100 € la entrega es gratuita.",
            "No ofrecemos entrega urgente ni los fines de semana.",
        ),
        (
            "El pedido se entrega en España en 3 a 5 días laborables y el coste es de 8,95 €.",
            "La entrega es gratuita a partir de 100 €.",
            "No hay entregas urgentes ni en fin de semana.",
        ),
        (
            "Puede recoger el paquete en cualquier tienda asociada.",
            "Los socios disfrutan de prioridad en el almacén.",
        ),
        ("La entrega en España tarda de 3 a 5 días laborables y se puede recoger en tienda.",),
        "es",
    ),
    Case(
        "Comment suspendre mon abonnement ?",
        (
            "Pour suspendre l'abonnement, ouvrez Compte › Abonnement, appuyez sur Suspendre et "
            "choisissez une date.",
            "Rien n'est facturé pendant la suspension.",
        ),
        (
            "Ouvrez Compte › Abonnement et appuyez sur Suspendre.",
            "Choisissez ensuite une date ; pendant la suspension, rien n'est facturé.",
        ),
        (
            "Une lettre recommandée est nécessaire pour résilier.",
            "Les clients fidèles reçoivent un cadeau de bienvenue.",
        ),
        ("Ouvrez Compte › Abonnement et appelez ensuite notre service téléphonique.",),
        "fr",
    ),
)
