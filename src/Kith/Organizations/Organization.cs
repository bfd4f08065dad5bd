using Kith.Identity;
using Kith.Media;
using Kith.People;
using Kith.Segments;
using Kith.Tags;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Organizations;

/// <summary>An organization in the CRM (reference-api.md §2.3).</summary>
internal static class Organization
{
    public static readonly Resource Resource = new Resource("organizations", "Organization",
    [
        Text("title").Required().Searched().Ordered().Describe("The name; the one thing that an organization must have.", "Acme B.V."),
        Text("description").Max(10_000).Describe("What the organization is."),
        Text("website").Max(2048).Searched().Describe("The address of its website.", "https://acme.example"),
        Text("customerId").Searched().Describe("The number or name under which another system knows the organization."),
        Text("externalSource").Describe("Where the organization came from."),
        Text("chamberOfCommerceNumber").Searched().Describe("The number in the trade register.", "12345678"),
        Text("linkedinId").IdentifiedBy(LinkedIn.Kind).Searched(LinkedIn.SearchTexts).Describe("The LinkedIn id, as bare slug or any form of URL.", "https://www.linkedin.com/company/acme"),
        Text("linkedinPublicIdentifier").DerivedAs((organization, _) => SlugOf(organization) is { } slug && !slug.All(char.IsAsciiDigit) ? slug : null)
            .Describe("The name in linkedinId, where it is one."),
        Text("linkedinInternalId").DerivedAs((organization, _) => SlugOf(organization) is { } slug && slug.All(char.IsAsciiDigit) ? slug : null)
            .Describe("The number in linkedinId, where it is one."),
        Instant("createdAt").SetAtCreation().Filtered().Ordered().Describe("When the organization was created."),
        Instant("updatedAt").SetAtChange().Describe("When something last changed."),
        Instant("importedAt").ReadOnly().Describe("When an import brought the organization in."),
        Instant("archivedAt").FilteredByExistence().Describe("When the organization was archived."),
        Link("owner", to: () => User.Resource).Filtered("owner.id").Describe("The user who looks after the organization."),
        ContactDetails.EmailAddresses().Filtered("emailAddresses.email"),
        ContactDetails.PhoneNumbers(),
        ContactDetails.Address(),
        Inverse("people", of: () => Person.Resource, () => Person.Organizations).Describe("The people who belong to it: the other end of a person's organizations."),
        Links("tags", to: () => Tag.Resource).Filtered("tags.id").Describe("The labels of the organization."),
        Links("segments", to: () => Segment.Resource).Filtered("segments.uuid").Describe("The lists that the organization is on."),
        Iris("integrationParticipants").Describe("What stands for the organization in connected systems."),
        Boolean("companyEnrichment").ReadOnly().Describe("Whether a connected service has added data; absent until one is connected."),
        MediaObject.AvatarUrl(),
        MediaObject.Avatar(),
    ])
        .Filtered(new IdFilter(() => Resource!))
        .RankedBy([LinkedIn.Kind, Email.Kind, Phone.Kind], "title")
        .Spelled(Phone.Spellings)
        .Describe("Represents an organization in the CRM with its name, contact details, tags and related people.");

    private static string? SlugOf(System.Text.Json.Nodes.JsonObject organization) =>
        organization["linkedinId"]?.GetValue<string>() is { } text ? LinkedIn.Slug(text) : null;
}
