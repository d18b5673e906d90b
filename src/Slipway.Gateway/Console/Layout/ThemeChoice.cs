using Microsoft.JSInterop;

namespace Slipway.Gateway.Console.Layout;

/// <summary>Light or dark, as the page's script says. One for each circuit.</summary>
public sealed class ThemeChoice(IJSRuntime script) : IAsyncDisposable
{
    private DotNetObjectReference<ThemeChoice>? _self;

    /// <summary>What follows a press of the button.</summary>
    private static readonly Dictionary<string, string> Next = new(StringComparer.Ordinal)
    {
        ["system"] = "light",
        ["light"] = "dark",
        ["dark"] = "system",
    };

    public event Action? Changed;

    /// <summary><c>system</c>, <c>light</c> or <c>dark</c>.</summary>
    public string Chosen { get; private set; } = "system";

    public bool IsDark { get; private set; }

    public ValueTask WatchAsync()
    {
        _self = DotNetObjectReference.Create(this);
        return script.InvokeVoidAsync("slipwayTheme.watch", _self);
    }

    public Task ChooseNextAsync() => script.InvokeVoidAsync("slipwayTheme.choose", Next[Chosen]).AsTask();

    [JSInvokable]
    public void ThemeChanged(string chosen, bool isDark)
    {
        if (!Next.ContainsKey(chosen))
            return;
        (Chosen, IsDark) = (chosen, isDark);
        Changed?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        if (_self is null)
            return;
        try
        {
            await script.InvokeVoidAsync("slipwayTheme.unwatch");
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }

        _self.Dispose();
    }
}
