using Slipway.Errors;

namespace Slipway.AspNetCore.Management;

/// <summary>Keeps calls that change the server off the ports of inference, where they are not allowed.</summary>
internal static class ManagementGate
{
    /// <param name="options">What the server allows.</param>
    /// <param name="what">What the caller wants to change, for the message.</param>
    /// <exception cref="ServingException">FailedPrecondition where the ports of inference do not take it.</exception>
    public static void RequireOnInference(ModelServerOptions options, string what)
    {
        if (options.Management == ManagementMode.Inference)
            return;
        var where = options.Management == ManagementMode.Listener ? "on the management listener only" : "nowhere";
        throw new ServingException(
            ServingErrorCode.FailedPrecondition,
            $"{what} can be read here, but changed {where}; start the server with --management inference to allow it here."
        )
        {
            Reason = "management-off",
        };
    }
}
