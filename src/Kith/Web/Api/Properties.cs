using System.Text.Json.Nodes;

namespace Kith.Web;

/// <summary>Short ways to read the properties of what the API answers.</summary>
internal static class Properties
{
    extension(JsonObject json)
    {
        /// <summary>A text; null where there is none.</summary>
        public string? Text(string property) => json[property]?.GetValue<string>();

        /// <summary>A number; null where there is none.</summary>
        public long? Number(string property) => json[property]?.GetValue<long>();

        /// <summary>Whether a property is true.</summary>
        public bool Is(string property) => json[property]?.GetValue<bool>() == true;

        /// <summary>The objects of a list.</summary>
        public IReadOnlyList<JsonObject> Objects(string property) => json[property] is JsonArray list ? [.. list.Select(item => item!.AsObject())] : [];

        /// <summary>The texts of a list: IRIs.</summary>
        public IReadOnlyList<string> Texts(string property) => json[property] is JsonArray list ? [.. list.Select(item => item!.GetValue<string>())] : [];

        /// <summary>The address that the item is found at, in the API and on the pages.</summary>
        public string Iri => json["@id"]!.GetValue<string>();
    }
}
