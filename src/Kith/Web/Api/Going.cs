using Microsoft.AspNetCore.Components;

namespace Kith.Web;

/// <summary>Tells where a page went by itself, which it shows already, from where somebody went: back, forward, along a link.</summary>
/// <param name="navigation">How it goes.</param>
internal sealed class Going(NavigationManager navigation)
{
    private readonly List<string> _addresses = [];

    /// <summary>Gives the page an address for what it shows.</summary>
    /// <param name="address">The address, below <c>/app</c>.</param>
    /// <param name="replace">Whether Back does not lead to what was shown before.</param>
    public void To(string address, bool replace)
    {
        var place = navigation.ToAbsoluteUri(address).AbsoluteUri;
        _addresses.Add(place);
        navigation.NavigateTo(place, replace: replace);
    }

    /// <summary>Whether the page went to a place by itself; told once for each time.</summary>
    public bool WentTo(string place) => _addresses.Remove(place);
}
