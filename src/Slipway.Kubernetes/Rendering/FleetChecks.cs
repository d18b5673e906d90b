using Slipway.Deployment.Manifest.Validation.Kubernetes;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering;

/// <summary>What Kubernetes cannot have, told at once.</summary>
internal static class FleetChecks
{
    public static void Check(FleetContext fleet)
    {
        List<string> problems = [.. OfFleet(fleet), .. fleet.Services.SelectMany(service => OfService(fleet, service))];
        if (problems.Count > 0)
            throw new RenderException(problems);
    }

    private static IEnumerable<string> OfFleet(FleetContext fleet)
    {
        if (fleet.Namespace is { } space && !KubernetesNames.IsLabel(space))
            yield return $"'{space}' cannot be the name of a namespace: {KubernetesNames.LabelForm}.";
        if (!KubernetesNames.IsLabel(fleet.Name))
            yield return $"The fleet's name '{fleet.Name}' cannot be the value of a label: {KubernetesNames.LabelForm}.";
        foreach (var service in fleet.Options.Images.Keys.Where(name => fleet.Services.All(each => each.Name != name)))
        {
            yield return $"An image is given for '{service}', and the fleet has no such service; it has "
                + $"{string.Join(", ", fleet.Services.Select(each => each.Name))}.";
        }

        if (!IsImage(fleet.GatewayImage))
            yield return $"'{fleet.GatewayImage}', given for the gateway, is no reference of an image.";
    }

    private static IEnumerable<string> OfService(FleetContext fleet, FleetService service)
    {
        var endpoints = ObjectNames.EndpointsOf(service.Name);
        if (!KubernetesNames.IsLabel(endpoints))
            yield return $"Service '{service.Name}': its objects are called '{endpoints}' at most, which no Service can be: "
                + $"{KubernetesNames.LabelForm}. Give it another name.";
        if (fleet.Services.Any(other => other.Name == endpoints))
            yield return $"Service '{endpoints}' has the name of the Service by which gateways find the pods of '{service.Name}'. "
                + "Give one of them another name.";
        if (service.Image is null && service.Address is not null)
        {
            if (fleet.Options.Form != RenderForm.Resources)
                yield return $"Service '{service.Name}': its model is at an address, and nothing says which image has the server. Name one by "
                    + "'kubernetes.server_image'; 'slipway kubernetes images' makes it.";
        }
        else if (service.Image is null)
            yield return $"Service '{service.Name}': nothing says which image it runs. Name one by 'image', or give it with the fleet.";
        else if (!IsImage(service.Image))
            yield return $"Service '{service.Name}': '{service.Image}' is no reference of an image.";
        foreach (
            var name in (service.Config.Environment?.Keys ?? (IEnumerable<string>)[]).Where(name =>
                !KubernetesNames.IsVariable(name)
            )
        )
        {
            yield return $"Service '{service.Name}': '{name}' cannot be the name of an environment variable on Kubernetes: letters, "
                + "digits, '_', '.' and '-', no digit first.";
        }

        if (fleet.Options.Form == RenderForm.SingleHost && service.Config.Resources?.Gpu is not null)
            yield return $"Service '{service.Name}': podman kube play gives no GPUs; leave 'resources.gpu' out for a single host.";
    }

    private static bool IsImage(string text) =>
        text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
