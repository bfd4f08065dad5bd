using System.Collections.Frozen;

namespace Kith.Identity;

internal static partial class Email
{
    /// <summary>Addresses of a function, not of a person, in the languages of our users; each word may stand beside others (<c>info-nl</c>).</summary>
    private static readonly FrozenSet<string> Roles = """
        abuse account accounting accounts admin administrator all billing booking bookings care careers contact customer customers customerservice desk donotreply
        enquiries everyone family feedback finance general hello help helpdesk hi hostmaster hr info information inquiries invoice invoices it jobs legal mail
        mailbox mailer daemon marketing media news newsletter no nobody noreply office order orders postmaster press privacy procurement purchasing reception
        reply reservations root sales security service services shop staff store support system team undisclosed webmaster webshop welcome
        administratie aanvraag afspraak algemeen bestellen bestelling boekhouding directie facturatie facturen factuur hallo inkoop klant klanten klantenservice
        magazijn ontvangst personeel planning post receptie reserveren reserveringen secretariaat vacatures verkoop vragen werkplaats familie fam
        anfrage anfragen bestellung bestellungen bewerbung buchhaltung buero buro einkauf empfang geschaeftsleitung gl kontakt kundendienst kundenservice lager leitung personal
        praxis presse rechnung rechnungen rechnungswesen reservierung sekretariat verkauf versand vertrieb verwaltung zentrale
        accueil achat achats bonjour clients commande commandes commercial compta comptabilite contactez courrier devis direction factures facturation famille recrutement
        rh secretariat ventes vente
        administracion atencion clientes compras comercial comunicacion contabilidad contacto correo direccion empleo facturacion facturas familia gerencia hola informacion oficina
        pedidos recepcion recursos humanos reservas secretaria soporte ventas
        acquisti amministrazione assistenza clienti commerciale contabilita contatti direzione fatture informazioni ordini prenotazioni segreteria ufficio vendite
        atendimento contato encomendas faturas financeiro geral escritorio vendas
        biuro dzial faktury handel informacja kadry klienta kontakt ksiegowosc obsluga sekretariat sprzedaz zamowienia
        fakturace nakup objednavky obchod podpora prodej recepce ucetni ucetnictvi
        bogholderi bestilling ekonomi faktura firma firmapost forsaljning hej hei info kontor kundeservice kundtjanst ordre personale regnskap salg salgs
        bokhald framkvaemd pantanir postur sala skrifstofa thjonusta
        bilgi destek iletisim insan kaynaklari kurumsal muhasebe ofis satis satinalma siparis
        ertekesites iroda megrendeles penzugy rendeles szamlazas titkarsag ugyfelszolgalat
        hotro kinhdoanh ketoan lienhe tuyendung vanphong
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// The mailbox behind a normal address, as far as it can be told: what follows a plus sign is a label (RFC 5233), and Gmail
    /// knows neither dots nor its older domain. A weak key: it makes people alike, not the same.
    /// </summary>
    public static string Mailbox(string normal)
    {
        var at = normal.LastIndexOf('@');
        var (local, domain) = (normal[..at], normal[(at + 1)..]);
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0)
            local = local[..plus];
        if (domain is "gmail.com" or "googlemail.com")
        {
            domain = "gmail.com";
            local = local.Replace(".", "", StringComparison.Ordinal) is { Length: > 0 } bare ? bare : local;
        }
        return $"{local}@{domain}";
    }

    /// <summary>Whether a normal address is one of a function that people share, such as <c>info@</c> or <c>sales-nl@</c>.</summary>
    public static bool IsRole(string normal)
    {
        var local = Folding.Fold(normal[..normal.LastIndexOf('@')]);
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        var words = (plus > 0 ? local[..plus] : local).Split(['.', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        // A word of two letters beside another one is a country or a language.
        return words.Length > 0 && words.Any(IsRoleWord) && words.All(word => word.Length <= 2 || IsRoleWord(word));
    }

    private static bool IsRoleWord(string word) => Roles.Contains(word.TrimEnd([.. "0123456789"]));
}
