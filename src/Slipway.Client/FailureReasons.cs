namespace Slipway.Client;

/// <summary>
/// Values of <see cref="Errors.ServingException.Reason"/> that the client itself sets, with the code Unavailable;
/// null where a server answered.
/// </summary>
public static class FailureReasons
{
    /// <summary>No connection could be made: the server has seen nothing of the call.</summary>
    public const string ConnectionRefused = "connection-refused";

    /// <summary>The connection broke during the call: the server may have run it.</summary>
    public const string ConnectionLost = "connection-lost";

    /// <summary>No secure connection could be agreed on, most often because the certificate is not trusted.</summary>
    public const string TlsFailed = "tls-failed";

    /// <summary>Whether the failure came before any server answered.</summary>
    public static bool IsUnreachable(string? reason) => reason is ConnectionRefused or ConnectionLost or TlsFailed;
}
