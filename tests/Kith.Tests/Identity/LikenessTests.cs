using System.Text;
using Kith.Identity;

namespace Kith.Tests.Identity;

public sealed class LikenessTests
{
    private const string Jan = """{"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"jan@example.com"}],"phoneNumbers":[{"phoneNumber":"0612345678","phoneType":"mobile"}]}""";

    /// <summary>Each of these is entered a second time in another way.</summary>
    [Theory]
    [InlineData(Jan, """{"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"JAN@example.com"}]}""", "Same e-mail address, Same name")]
    [InlineData(Jan, """{"familyName":"Vries","additionalName":"de","givenName":"Jan","emailAddresses":[{"email":"jan+crm@example.com"}]}""", "Same mailbox, its address written in another way, Same name")]
    [InlineData(Jan, """{"familyName":"DEVRIES","givenName":"Jan","phoneNumbers":[{"phoneNumber":"+31 6 1234 5678","phoneType":"mobile"}]}""", "Same mobile number, Same name")]
    [InlineData(Jan, """{"familyName":"de Vreis","givenName":"Jan","emailAddresses":[{"email":"jan@example.com"}]}""", "Same e-mail address, Names that differ by a typing error")]
    [InlineData(Jan, """{"familyName":"Jan","givenName":"de Vries","emailAddresses":[{"email":"jan@example.com"}]}""", "Same e-mail address, Given name and family name exchanged")]
    [InlineData(Jan, """{"familyName":"Jan de Vries","emailAddresses":[{"email":"jan@example.com"}]}""", "Same e-mail address, Same name")]
    [InlineData(Jan, """{"familyName":"de Vries","givenName":"J.","emailAddresses":[{"email":"jan@example.com"}]}""", "Same e-mail address, One name is part of the other")]
    [InlineData(Jan, """{"familyName":"de Vries","givenName":"Johannes","phoneNumbers":[{"phoneNumber":"06-12345678","phoneType":"mobile"}]}""", "Same mobile number, One given name is a form of the other")]
    [InlineData("""{"familyName":"Müller","givenName":"Jürgen","linkedinId":"jmueller"}""", """{"familyName":"Mueller","givenName":"Jurgen","linkedinId":"https://www.linkedin.com/in/jmueller/"}""", "Same LinkedIn profile, Same name")]
    [InlineData("""{"familyName":"Schmidt","givenName":"Karl-Heinz","customerId":"C-1"}""", """{"familyName":"Schmidt","givenName":"Karlheinz","customerId":"c-1"}""", "Same customer id, Same name")]
    [InlineData(
        """{"familyName":"Gates","givenName":"William","organizations":["/organizations/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""",
        """{"familyName":"Gates","givenName":"Bill","organizations":["/organizations/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""", "One given name is a form of the other, Same organization")]
    [InlineData(
        """{"familyName":"Kowalska","givenName":"Żaneta","address":{"street":"ul. Długa 7","postalCode":"00-001"}}""",
        """{"familyName":"Kowalska","givenName":"Zaneta","address":{"street":"Dluga 7","postalCode":"00-001"}}""", "Same name, Same address")]
    [InlineData(
        """{"familyName":"Lopez","givenName":"Maria","emailAddresses":[{"email":"maria.lopez@example.com"}]}""",
        """{"familyName":"Lopez","givenName":"Maria","emailAddresses":[{"email":"maria.lopz@example.com"}]}""", "Same name, E-mail addresses that differ by a typing error")]
    public void Who_was_entered_twice_is_suggested(string one, string other, string reasons)
    {
        var likeness = Compare(one, other);

        Assert.True(likeness.Score >= Likeness.SuggestsMerge, $"{likeness.Score}: {likeness.Reasons}");
        Assert.Equal(reasons, string.Join(", ", Likeness.InWords(likeness.Reasons)));
    }

    /// <summary>Each of these are two people.</summary>
    [Theory]
    [InlineData(Jan, """{"familyName":"de Vries","givenName":"Jan"}""")]
    [InlineData("""{"familyName":"_","givenName":"Anna"}""", """{"familyName":"Bakker","givenName":"J."}""")]
    [InlineData(Jan, """{"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"jan.devries@example.org"}],"phoneNumbers":[{"phoneNumber":"0687654321"}]}""")]
    [InlineData(Jan, """{"familyName":"de Vries","givenName":"Marieke","phoneNumbers":[{"phoneNumber":"0612345678","phoneType":"mobile"}]}""")]
    [InlineData(Jan, """{"familyName":"de Vries","givenName":"Marieke","emailAddresses":[{"email":"jan@example.com"}]}""")]
    [InlineData("""{"familyName":"Smit","givenName":"Jan","emailAddresses":[{"email":"info@acme.example"}]}""", """{"familyName":"Smit","givenName":"Jan","emailAddresses":[{"email":"info@acme.example"}]}""")]
    [InlineData("""{"familyName":"Smit","givenName":"Piet","phoneNumbers":[{"phoneNumber":"0201234567"}]}""", """{"familyName":"Bakker","givenName":"Jan","phoneNumbers":[{"phoneNumber":"0201234567"}]}""")]
    [InlineData("""{"familyName":"Smit","givenName":"P.","phoneNumbers":[{"phoneNumber":"0201234567"}]}""", """{"familyName":"Smit","givenName":"Paula","phoneNumbers":[{"phoneNumber":"0201234567"}]}""")]
    [InlineData(
        """{"familyName":"Visser","givenName":"Lena","phoneNumbers":[{"phoneNumber":"0201234567"}],"address":{"street":"Damrak 1","postalCode":"1012 LG"}}""",
        """{"familyName":"Visser","givenName":"Lea","phoneNumbers":[{"phoneNumber":"0201234567"}],"address":{"street":"Damrak 1","postalCode":"1012 LG"}}""")]
    [InlineData(
        """{"familyName":"Visser","givenName":"Martin","phoneNumbers":[{"phoneNumber":"0201234567"}],"address":{"street":"Damrak 1","postalCode":"1012 LG"}}""",
        """{"familyName":"Visser","givenName":"Martina","phoneNumbers":[{"phoneNumber":"0201234567"}],"address":{"street":"Damrak 1","postalCode":"1012 LG"}}""")]
    [InlineData(
        """{"familyName":"Smit","givenName":"Jan","linkedinId":"jan-smit-1","organizations":["/organizations/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""",
        """{"familyName":"Smit","givenName":"Jan","linkedinId":"jan-smit-2","organizations":["/organizations/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""")]
    [InlineData(
        """{"familyName":"Smit","givenName":"Jan","emailAddresses":[{"email":"jan.smit@acme.example"}],"organizations":["/organizations/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""",
        """{"familyName":"Smit","givenName":"Jan","emailAddresses":[{"email":"jan.smit2@acme.example"}],"organizations":["/organizations/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""")]
    public void Who_only_looks_alike_is_not(string one, string other)
    {
        var likeness = Compare(one, other);

        Assert.True(likeness.Score < Likeness.SuggestsMerge, $"{likeness.Score}: {likeness.Reasons}");
    }

    [Theory]
    [InlineData("jan+news@example.com", "jan@example.com")]
    [InlineData("j.a.n+x@googlemail.com", "jan@gmail.com")]
    [InlineData("j.a.n@example.com", "j.a.n@example.com")]
    [InlineData("+@example.com", "+@example.com")]
    public void A_mailbox_is_what_is_behind_labels_and_dots_that_do_not_count(string address, string mailbox) => Assert.Equal(mailbox, Email.Mailbox(address));

    [Theory]
    [InlineData("info@acme.example", true)]
    [InlineData("info-nl@acme.example", true)]
    [InlineData("sales2@acme.example", true)]
    [InlineData("no-reply@acme.example", true)]
    [InlineData("klantenservice@acme.example", true)]
    [InlineData("büro@acme.example", true)]
    [InlineData("buero@acme.example", true)]
    [InlineData("ügyfélszolgálat@acme.example", true)]
    [InlineData("jan.smit@acme.example", false)]
    [InlineData("jan@sales.example", false)]
    [InlineData("j.s@acme.example", false)]
    public void An_address_of_a_function_is_nobodys(string address, bool isRole) => Assert.Equal(isRole, Email.IsRole(address));

    private static Likeness Compare(string one, string other)
    {
        var (first, second) = (Traits.Of(Encoding.UTF8.GetBytes(one), "NL"), Traits.Of(Encoding.UTF8.GetBytes(other), "NL"));
        var likeness = Likeness.Of(first, second);
        Assert.Equal(likeness, Likeness.Of(second, first));
        Assert.InRange(likeness.Score, 0, 1);
        return likeness;
    }
}
