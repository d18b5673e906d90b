using System.Globalization;

namespace Slipway.AspNetCore.Service;

/// <summary>What <c>--management</c> says: a mode, and the port where it is a listener of its own.</summary>
internal readonly record struct ManagementPlace(ManagementMode Mode, int Port)
{
    public static bool TryParse(string? text, out ManagementPlace place)
    {
        (var known, place) = text?.ToLowerInvariant() switch
        {
            "off" => (true, new ManagementPlace(ManagementMode.Off, 0)),
            "inference" => (true, new ManagementPlace(ManagementMode.Inference, 0)),
            { } other when ushort.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var port) => (
                true,
                new ManagementPlace(ManagementMode.Listener, port)
            ),
            _ => (false, default),
        };
        return known;
    }

    public static ManagementPlace Parse(string text) =>
        TryParse(text, out var place) ? place : throw new FormatException(text);
}
