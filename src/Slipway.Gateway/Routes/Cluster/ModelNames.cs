using Slipway.Kubernetes.Resources;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>By which names the services of a namespace are found: a name that two want is the older one's.</summary>
internal static class ModelNames
{
    /// <returns>By service.</returns>
    public static Dictionary<string, IReadOnlyList<string>> Of(
        IEnumerable<ModelService> services,
        ICollection<string> remarks
    )
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var service in ByAge(services))
        {
            var name = service.Metadata.Name;
            var own = new List<string>();
            // As in the manifest: a service without models serves the one of its own name.
            foreach (var model in (service.Spec.Models ?? [name]).Distinct(StringComparer.Ordinal))
            {
                if (taken.TryAdd(model, name))
                    own.Add(model);
                else
                    remarks.Add(
                        $"The model '{model}' is that of service '{taken[model]}', which is older: service '{name}' is not found by that "
                            + $"name. Change spec.models of one of them."
                    );
            }

            names.Add(name, own);
        }

        return names;
    }

    private static IEnumerable<ModelService> ByAge(IEnumerable<ModelService> services) =>
        services
            .OrderBy(service => service.Metadata.CreationTimestamp ?? DateTime.MaxValue)
            .ThenBy(service => service.Metadata.Name, StringComparer.Ordinal);
}
