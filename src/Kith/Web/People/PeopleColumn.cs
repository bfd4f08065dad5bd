namespace Kith.Web.People;

/// <summary>A column of the list of people, beside the name, which is always there.</summary>
/// <param name="Name">What it is called in addresses and views.</param>
/// <param name="Title">What it is called on the page, in English.</param>
/// <param name="Width">How wide it is, in CSS pixels.</param>
/// <param name="Property">The property of a person that it shows.</param>
public sealed record PeopleColumn(string Name, string Title, int Width, string Property)
{
    /// <summary>Whether the list can be ordered by it.</summary>
    public bool IsSortable { get; init; }

    /// <summary>Whether it is changed where it stands in the list: a property of one value.</summary>
    public bool IsEditable { get; init; }

    /// <summary>All columns, in their usual order.</summary>
    public static readonly IReadOnlyList<PeopleColumn> All =
    [
        new("email", "E-mail", 240, "emailAddresses"),
        new("phone", "Phone", 185, "phoneNumbers"),
        new("organizations", "Organizations", 200, "organizations"),
        new("tags", "Tags", 240, "tags"),
        new("segments", "Segments", 180, "segments"),
        new("jobTitle", "Job title", 190, "jobTitle") { IsEditable = true },
        new("owner", "Owner", 170, "owner") { IsEditable = true },
        new("city", "City", 140, "address"),
        new("customerId", "Customer id", 140, "customerId") { IsEditable = true },
        new("created", "Created", 140, "createdAt") { IsSortable = true },
        new("updated", "Updated", 140, "updatedAt"),
    ];

    /// <summary>The declaration of the property.</summary>
    internal Field Field => Kith.People.Person.Resource.Fields.First(declared => declared.Name == Property);

    /// <summary>The column of a name.</summary>
    public static PeopleColumn Named(string name) => All.First(column => column.Name == name);
}
