using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.Gateway.Control;

/// <summary>Marks the connections of the listener for control, so that a request knows which door it came in by.</summary>
internal static class ControlListener
{
    public static void UseControl(this ListenOptions listener) =>
        listener.Use(next =>
            connection =>
            {
                connection.Features.Set(Door.Instance);
                return next(connection);
            }
        );

    public static bool Took(HttpContext context) => context.Features.Get<Door>() is not null;

    private sealed class Door
    {
        public static Door Instance { get; } = new();
    }
}
