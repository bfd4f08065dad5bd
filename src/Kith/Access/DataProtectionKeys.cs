using System.Text;
using System.Xml.Linq;
using Kith.Operations;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Kith.Access;

/// <summary>Where the framework keeps the keys of what it signs in forms and pages: in the database, so that all of its servers share them.</summary>
/// <param name="database">The database.</param>
/// <param name="readiness">Whether it is open: the framework asks at the start already, when it may be another version's.</param>
internal sealed class DataProtectionKeys(Database database, Readiness readiness) : IXmlRepository
{
    /// <summary>The names of these secrets begin with it; the next character is <see cref="End"/>.</summary>
    private const string Prefix = "data-protection ";

    private const string End = "data-protection!";

    // The framework asks once and remembers; it knows no other way to ask.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. ReadAsync().GetAwaiter().GetResult().Select(value => XElement.Parse(Encoding.UTF8.GetString(value)))];

    public void StoreElement(XElement element, string friendlyName) => StoreAsync(element, friendlyName).GetAwaiter().GetResult();

    private Task<List<byte[]>> ReadAsync() => !readiness.IsOpen ? throw new StorageUnavailableException("The database is not open yet.", isFull: false, inner: null) : database.ReadAsync(session => session.ListAsync(
        $"select value from secrets where name >= {Prefix} and name < {End} order by name", static row => row.Bytes(0))).AsTask();

    private Task StoreAsync(XElement element, string friendlyName) => database.WriteGlobalAsync(session => session.ExecuteAsync($"""
        insert into secrets (name, value) values ({Prefix + friendlyName}, {Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting))})
        on conflict (name) do update set value = excluded.value
        """));
}
