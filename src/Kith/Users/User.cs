using System.Text.Json.Nodes;
using Kith.Identity;
using static Kith.Hydra.Declare;

namespace Kith.Users;

/// <summary>Somebody who works with Kith: keys act as a user, notes have one as author, people have one as owner.</summary>
internal static class User
{
    public const string Admin = "admin";
    public const string Member = "member";

    public static readonly Resource Resource = new Resource("users", "User",
    [
        Text("email").Required().Max(254).Rule(Email.Syntax).IdentifiedBy(Email.Kind).Unique().Describe("The e-mail address, unique in the tenant.", "kim@example.com"),
        Text("givenName").Describe("The given name.", "Kim"),
        Text("familyName").Describe("The family name.", "Bakker"),
        Choice("role", Admin, Member).WhenAbsent((_, _) => Member).Describe("What the user may do: admins also manage users."),
        Instant("createdAt").SetAtCreation().Describe("When the user was created."),
        Instant("updatedAt").SetAtChange().Describe("When something last changed."),
    ])
        .Administered()
        .FoundAcrossTenants()
        .Ruled(CheckSelf)
        .Describe("Somebody who works with Kith. Only admins create, change and delete users.");

    /// <summary>Since nobody takes the role from themselves, a tenant is never without an admin.</summary>
    private static Problem? CheckSelf(Caller caller, JsonObject? before, JsonObject? after)
    {
        var isSelf = before?["id"]?.GetValue<string>() == caller.User.ToString();
        return isSelf && after?["role"]?.GetValue<string>() != Admin
            ? new Problem(409, "You cannot delete yourself or give up your role of admin (role); another admin can.")
            : null;
    }
}
