using System.Text.RegularExpressions;

namespace Kith.Browser.Tests;

/// <summary>Pictures of pages, for people to look at: <c>artifacts/screenshots</c>.</summary>
internal static partial class Pictures
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "../../../screenshots")).FullName;

    public static Task TakeAsync(Window window, string name) =>
        window.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{Id().Replace(name, "").Replace('/', '-')}.png") });

    [GeneratedRegex("/?[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Id();
}
