using Slipway.Cli.Images;
using Slipway.Client;
using Slipway.Deployment.Fleet;
using Slipway.Errors;
using Slipway.Oci.Signatures;

namespace Slipway.Cli;

/// <summary>Ends a command: one sentence or two for the user (what, where, what to do) and an exit code.</summary>
internal sealed class CliException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    public static CliException Usage(string message, Exception? inner = null) => new(ExitCodes.Usage, message, inner);

    public static CliException ModelNotLoaded(string message) => new(ExitCodes.ModelNotLoaded, message);

    public static CliException From(ServingException failure) =>
        new(
            failure switch
            {
                { Code: ServingErrorCode.DeadlineExceeded } => ExitCodes.ServerUnreachable,
                { Reason: { } reason } when reason.StartsWith(SignatureErrors.Prefix, StringComparison.Ordinal) =>
                    ExitCodes.NotTrusted,
                _ when ImageFailures.ExitCodeOf(failure.Reason) is { } code => code,
                { Reason: FleetClient.NobodyAnswers } => ExitCodes.ServerUnreachable,
                _ when FailureReasons.IsUnreachable(failure.Reason) => ExitCodes.ServerUnreachable,
                _ => ExitCodes.RequestRefused,
            },
            failure.Message,
            failure
        );
}
