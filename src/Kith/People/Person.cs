using Kith.Identity;
using Kith.Media;
using Kith.Organizations;
using Kith.Segments;
using Kith.Tags;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.People;

/// <summary>A person in the CRM (contract: People).</summary>
internal static class Person
{
    public static readonly LinksField Organizations = Links("organizations", to: () => Organization.Resource).Searched(by: "title").Filtered("organizations.id").FilteredWithout("organizations.none").FilteredByExistence().Describe("The organizations that the person belongs to.");

    public static readonly Resource Resource = new Resource("people", "Person",
    [
        Text("familyName").Required().Searched().Ordered().Describe("The family name; the one thing that a person must have.", "de Vries"),
        Text("givenName").Searched().Indexed().Describe("The given name.", "Jan"),
        Text("additionalName").Searched().Describe("Middle names, or a part of the name that goes before the family name."),
        Text("initials").Searched().Describe("The initials.", "J.P."),
        Text("customerId").Searched().IdentifiedBy(CustomerId.Kind).Describe("The number or name under which another system knows the person.", "C-1042"),
        Text("honorificPrefix").Searched().Describe("The form of address.", "Dr."),
        Boolean("isTracked").Describe("Whether the person is followed."),
        Text("linkedinId").Searched(LinkedIn.SearchTexts).IdentifiedBy(LinkedIn.Kind).Describe("The LinkedIn id, as bare slug or any form of URL.", "https://www.linkedin.com/in/jandevries"),
        Text("externalSource").Describe("Where the person came from.", "hubspot"),
        Instant("createdAt").SetAtCreation().Filtered().Ordered().Describe("When the person was created."),
        Instant("updatedAt").SetAtChange().Describe("When something last changed."),
        Instant("importedAt").ReadOnly().Describe("When an import brought the person in."),
        Instant("archivedAt").FilteredByExistence().Describe("When the person was archived; archived people stay in lists unless exists[archivedAt]=false is asked."),
        Link("owner", to: () => User.Resource).Filtered("owner.id").FilteredByExistence().Describe("The user who looks after the person."),
        Text("jobTitle").Searched().Describe("What the person does.", "Head of Purchasing"),
        ContactDetails.EmailAddresses().Filtered("emailAddresses.email").FilteredByExistence(),
        ContactDetails.PhoneNumbers().FilteredByExistence(),
        ContactDetails.Address(),
        Links("tags", to: () => Tag.Resource).Filtered("tags.id").FilteredTogether("tags.all").FilteredWithout("tags.none").FilteredByExistence().Describe("The labels of the person."),
        Links("segments", to: () => Segment.Resource).Filtered("segments.uuid").FilteredTogether("segments.all").FilteredWithout("segments.none").FilteredByExistence().Describe("The lists that the person is on."),
        Organizations,
        MediaObject.AvatarUrl(),
        MediaObject.Avatar(),
        Integer("dealSize").Describe("The size of the deals with the person."),
        Integer("totalDeals").Describe("How many deals there are with the person."),
        Integer("totalLostDeals").Describe("How many deals were lost."),
        Integer("totalWonDeals").Describe("How many deals were won."),
    ])
        .Filtered(new IdFilter(() => Resource!), new IdentifierFilter("identifiers", [LinkedIn.Kind, Email.Kind, Phone.Kind]))
        .RankedBy([LinkedIn.Kind, Email.Kind, Phone.Kind], "familyName", "givenName")
        .IdentifiedBy(CustomerId.External, static (person, _) => CustomerId.ExternalOf(person))
        .IdentifiedBy(Email.MailboxKind, static (person, _) => Email.MailboxesOf(person))
        .Spelled(Phone.Spellings)
        .Mergeable()
        .Restorable()
        .Describe("Represents a CRM contact person with details like name, email, phone, and tags.");
}
