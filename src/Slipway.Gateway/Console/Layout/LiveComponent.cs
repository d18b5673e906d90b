using Microsoft.AspNetCore.Components;
using Slipway.Gateway.Console.Feed;

namespace Slipway.Gateway.Console.Layout;

/// <summary>A component that is drawn anew with each view of the fleet.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private IDisposable? _subscription;

    [Inject]
    private FleetFeed Feed { get; set; } = null!;

    private protected FleetView View => Feed.Current;

    private protected bool HasSupervisor => Feed.HasSupervisor;

    public virtual void Dispose()
    {
        _subscription?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => _subscription = Feed.Subscribe(OnView);

    /// <summary>There is another view; on the circuit's own thread.</summary>
    private protected virtual void OnChanged() { }

    private void OnView() =>
        _ = InvokeAsync(() =>
        {
            OnChanged();
            StateHasChanged();
        });
}
