using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.Gateway.Control;

/// <summary>Marks the connections of the listeners for control, so that a request knows which door it came in by.</summary>
internal static class ControlListener
{
    /// <summary>The one of who runs this process.</summary>
    public static void UseControl(this ListenOptions listener) => Use(listener, Door.Own);

    /// <summary>The one of an operator.</summary>
    public static void UseRemoteControl(this ListenOptions listener) => Use(listener, Door.Remote);

    public static bool Took(HttpContext context) => context.Features.Get<Door>() == Door.Own;

    public static bool TookRemotely(HttpContext context) => context.Features.Get<Door>() == Door.Remote;

    private static void Use(ListenOptions listener, Door door) =>
        listener.Use(next =>
            connection =>
            {
                connection.Features.Set(door);
                return next(connection);
            }
        );

    private sealed class Door
    {
        public static Door Own { get; } = new();

        public static Door Remote { get; } = new();
    }
}
