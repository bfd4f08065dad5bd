using System.Text.Json.Nodes;

namespace Kith.Web;

/// <summary>How many people and organizations have a tag, or are on a list.</summary>
/// <param name="People">How many people, archived ones left out unless they are asked for.</param>
/// <param name="Organizations">How many organizations.</param>
internal sealed record Uses(long People, long Organizations)
{
    /// <summary>Counts: the API keeps the numbers, so none of them are read.</summary>
    /// <param name="api">Who is asked.</param>
    /// <param name="item">The tag or the segment.</param>
    /// <param name="withArchived">Whether those count that lists hide.</param>
    public static async Task<Uses> OfAsync(Api api, JsonObject item, bool withArchived = false)
    {
        var filter = $"{(item.Text("@type") == Kith.Tags.Tag.Resource.Type ? "tags.id" : "segments.uuid")}={item["id"]}&itemsPerPage=0{(withArchived ? "" : "&exists[archivedAt]=false")}";
        return new Uses((await api.GetAsync($"/people?{filter}")).Total, (await api.GetAsync($"/organizations?{filter}")).Total);
    }

    /// <summary>Says the numbers, as in "3 people, 1 organization"; organizations where there are any.</summary>
    public string Say(Texts L) => L.Count(People, "{0} person", "{0} people") + (Organizations > 0 ? $", {L.Count(Organizations, "{0} organization", "{0} organizations")}" : "");
}
