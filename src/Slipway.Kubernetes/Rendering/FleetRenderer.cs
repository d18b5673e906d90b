using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Rendering.CustomResources;
using Slipway.Kubernetes.Rendering.Gateways;
using Slipway.Kubernetes.Rendering.Plain;
using Slipway.Kubernetes.Rendering.SingleHost;

namespace Slipway.Kubernetes.Rendering;

/// <summary>
/// A fleet's manifest as objects of Kubernetes. The same manifest and options give the same objects in the same order, whatever the
/// order of its services; nothing of the machine or of the time is in them.
/// <para>
/// <b>Without operator</b> each service is a Deployment of its name, a Service of its name for callers in the cluster, and a headless
/// Service <c>SERVICE-endpoints</c>. The gateway gets its routes as a file: <c>--routes FILE</c>, a
/// <see cref="Deployment.Routing.RoutingTable"/> as <see cref="Deployment.DeploymentJson"/> writes it, with one revision of each service,
/// which has no endpoints and names the headless Service (<see cref="Deployment.Routing.RevisionRoute.Service"/>); and
/// <c>--kubernetes-endpoints</c>: that revision gets the ready endpoints of the EndpointSlices with the label
/// <c>kubernetes.io/service-name: SERVICE-endpoints</c> in the gateway's own namespace, by the ports that are named <c>http</c> and
/// <c>grpc</c>.
/// </para>
/// <para>
/// <b>With operator</b> (<see cref="RenderForm.Resources"/>) the gateway is started with <c>--kubernetes</c> in the place of both, and
/// makes its routes of the ModelServices, ModelPipelines and EndpointSlices of its namespace. The operator asks it for its traffic at
/// <c>--control-port</c>, a port of the container that is named <c>control</c>, with the token in <c>--control-token-file</c>.
/// </para>
/// <para><b>On a single host</b> the routes have their endpoints, and there is no API server to be asked.</para>
/// </summary>
public static class FleetRenderer
{
    /// <param name="manifest">Resolved: with variables and defaults worked in, and a name.</param>
    /// <param name="options">Images and form.</param>
    /// <exception cref="RenderException">Kubernetes cannot have it; all that is wrong is told.</exception>
    public static RenderedFleet Render(FleetManifest manifest, RenderOptions options)
    {
        var fleet = new FleetContext(manifest, options);
        FleetChecks.Check(fleet);
        var notes = new FleetNotes();
        foreach (var service in fleet.Services)
        {
            if (ResourceNeeds.TooLittle(service.Config.Resources, service.ModelBytes) is { } problem)
                notes.Add($"{service.Name}: {problem}");
        }

        List<RenderedPart> parts =
        [
            .. fleet.Services.Select(service =>
                options.Form switch
                {
                    RenderForm.Plain => PlainService.Render(fleet, service, notes),
                    RenderForm.Resources => ModelServices.Render(fleet, service, notes),
                    _ => SingleHostService.Render(fleet, service, notes),
                }
            ),
        ];
        if (options.Form == RenderForm.Resources && manifest.Pipelines.Count > 0)
            parts.Add(ModelPipelines.Render(fleet));
        parts.Add(
            options.Form == RenderForm.SingleHost ? SingleHostGateway.Render(fleet) : GatewayPart.Render(fleet, notes)
        );
        foreach (var metadata in parts.SelectMany(part => part.Objects).Select(each => each.Metadata))
        {
            metadata.NamespaceProperty = fleet.Namespace;
        }

        return new RenderedFleet
        {
            Name = fleet.Name,
            Namespace = fleet.Namespace,
            Parts = parts,
            Notes = notes.All,
        };
    }
}
