namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Text of a caller as error messages show it: never so long that it drowns the message.</summary>
internal static class Shown
{
    private const int Longest = 128;

    public static string Text(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
