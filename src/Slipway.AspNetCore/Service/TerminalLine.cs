namespace Slipway.AspNetCore.Service;

/// <summary>
/// A line at the foot of the terminal that is drawn again and again, such as that of a download; lines of the log go above
/// it.
/// </summary>
internal static class TerminalLine
{
    /// <summary>To the start of the line, and everything on it gone.</summary>
    public const string Clear = "\r\u001b[2K";

    private static volatile bool _shown;

    /// <summary>Whether the cursor stands on it.</summary>
    public static bool IsShown
    {
        get => _shown;
        set => _shown = value;
    }
}
