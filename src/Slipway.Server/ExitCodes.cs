namespace Slipway.Server;

/// <summary>The exit codes of the server, a part of those of <c>slipway</c>.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int ModelNotFound = 3;
}
