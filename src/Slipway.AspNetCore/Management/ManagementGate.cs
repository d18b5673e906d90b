using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Slipway.Errors;

namespace Slipway.AspNetCore.Management;

/// <summary>Keeps calls that change the server off the connections on which they are not allowed.</summary>
internal static class ManagementGate
{
    /// <param name="context">The call.</param>
    /// <param name="what">What the caller wants to change, for the message.</param>
    /// <exception cref="ServingException">FailedPrecondition where this connection does not take it.</exception>
    public static void Require(HttpContext context, string what)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<ModelServerOptions>>().Value;
        if (options.Management == ManagementMode.Inference)
            return;
        if (options.Management == ManagementMode.Listener && ManagementListener.Took(context))
            return;
        var where =
            options.Management == ManagementMode.Listener
                ? "on the management listener only"
                : "nowhere; start the server with --management inference to allow it here";
        throw new ServingException(
            ServingErrorCode.FailedPrecondition,
            $"{what} can be read here, but changed {where}."
        )
        {
            Reason = "management-off",
        };
    }
}
