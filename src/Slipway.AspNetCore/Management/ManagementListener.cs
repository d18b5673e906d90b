using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.AspNetCore;

/// <summary>Makes an endpoint of the web server the one for management.</summary>
public static class ManagementListener
{
    private static readonly object Mark = new();

    /// <summary>
    /// Connections to this endpoint may change the server under <see cref="ManagementMode.Listener"/>. They answer all
    /// that the others do, too.
    /// </summary>
    public static ListenOptions UseManagement(this ListenOptions endpoint)
    {
        endpoint.Use(next =>
            connection =>
            {
                connection.Items[Mark] = Mark;
                return next(connection);
            }
        );
        return endpoint;
    }

    internal static bool Took(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Mark) == true;
}
