using Kith.Identity;
using static Kith.Hydra.Declare;

namespace Kith.People;

/// <summary>How people and organizations are reached (decisions.md "Person").</summary>
internal static class ContactDetails
{
    private static readonly string[] PartsOfAddress = ["street", "postalCode", "city"];

    public static PartsField EmailAddresses() => Parts("emailAddresses",
        Text("email").Required().Max(254).Rule(Email.Syntax).Searched().IdentifiedBy(Email.Kind).Describe("An e-mail address.", "jan@example.com"))
        .Describe("The e-mail addresses.");

    public static PartsField PhoneNumbers() => Parts("phoneNumbers",
        Text("phoneNumber").Required().Searched(Phone.SearchTexts).IdentifiedBy(Phone.Kind).Describe("A phone number in any spelling; an odd one is kept.", "+31 6 12345678"),
        Choice("phoneType", "fax", "home", "mobile", "other", "work")
            .WhenAbsent((phone, reading) => phone["phoneNumber"] is { } number ? Phone.TypeOf(number.GetValue<string>(), reading.Caller.Country) : null)
            .Describe("What kind of number it is; read from the number when absent."))
        .Describe("The phone numbers.");

    public static PartField Address() => Part("address",
        Text("street").AbsentWhenEmpty().Describe("Street and house number.", "Damrak 1"),
        Text("postalCode").AbsentWhenEmpty().Describe("The postal code.", "1012 LG"),
        Text("city").AbsentWhenEmpty().Describe("The city.", "Amsterdam"),
        Text("country").Max(2).Rule(Countries.Code)
            .WhenAbsent((address, reading) => PartsOfAddress.Any(part => address[part] is not null) ? reading.Caller.Country : null)
            .Describe("The country (ISO 3166-1 alpha-2); the tenant's default country when absent.", "NL"))
        .Describe("The postal address.");
}
