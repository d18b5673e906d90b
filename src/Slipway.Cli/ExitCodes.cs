namespace Slipway.Cli;

/// <summary>
/// What the tool returns; the list of docs/reference/cli.md is made from it. <c>serve</c> returns its server's code,
/// which has the same meanings.
/// </summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int ModelNotLoaded = 3;
    public const int ServerUnreachable = 4;
    public const int RequestRefused = 5;
    public const int NotTrusted = 6;
    public const int NotReady = 7;
    public const int NotPromoted = 8;
    public const int Differs = 9;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "done"),
        (Failure, "something else went wrong; the message says what"),
        (Usage, "the command line or the input given with it is wrong"),
        (ModelNotLoaded, "the model is not there or cannot be loaded"),
        (ServerUnreachable, "the server cannot be reached or did not answer in time; the fleet does not run"),
        (RequestRefused, "the server refused the request"),
        (NotTrusted, "a signature that is wanted is missing, or is not right"),
        (NotReady, "the fleet, or a service of it, did not become ready"),
        (NotPromoted, "the release was rolled back, or stands still"),
        (Differs, "a dry run has found something that would change"),
        (Interrupted, "interrupted (Ctrl+C)"),
        (Terminated, "terminated (SIGTERM)"),
    ];
}
