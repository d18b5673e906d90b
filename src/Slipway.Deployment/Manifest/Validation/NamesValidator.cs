using Slipway.Configuration;
using Slipway.Models;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>Names have their form, and each leads to one service or pipeline.</summary>
internal sealed class NamesValidator : IManifestValidator
{
    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        if (manifest.Name is { } fleet && !FleetNames.IsName(fleet))
            findings.Add("name", $"'{fleet}' cannot be the name of a fleet: {FleetNames.Form}");
        // A key that is written wrong may be the one that is missed.
        if (manifest.Services.Count == 0 && !findings.IsBroken(""))
            findings.AddMissing("services", "there is no service: a fleet has one at least");

        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, service) in manifest.Services)
        {
            var path = NodePath.Join("services", name);
            CheckName(name, path, "a service", findings);
            CheckModels(name, service, path, owners, findings);
        }

        foreach (var name in manifest.Pipelines.Keys)
        {
            var path = NodePath.Join("pipelines", name);
            CheckName(name, path, "a pipeline", findings);
            if (manifest.Services.ContainsKey(name))
                findings.AddToKey(
                    path,
                    $"'{name}' is the name of a service too ({findings.LineOf(NodePath.Join("services", name))}); "
                        + "requests could not tell them apart"
                );
            else
                Claim(name, path, owners, findings);
        }
    }

    private static void CheckName(string name, string path, string what, ManifestFindings findings)
    {
        if (!FleetNames.IsName(name))
            findings.AddToKey(path, $"'{name}' cannot be the name of {what}: {FleetNames.Form}");
        else if (FleetNames.Reserved.Contains(name))
            findings.AddToKey(path, $"'{name}' cannot be the name of {what}: the word has a meaning of its own");
    }

    private static void CheckModels(
        string name,
        ServiceConfig service,
        string path,
        Dictionary<string, string> owners,
        ManifestFindings findings
    )
    {
        if (service.Models is not { } models)
        {
            Claim(name, path, owners, findings);
            return;
        }

        var list = NodePath.Join(path, "models");
        if (models.Count == 0)
            findings.AddMissing(list, "the list is empty: name a model, or leave it out for the service's own name");
        for (var i = 0; i < models.Count; i++)
        {
            var place = NodePath.Join(list, i);
            if (ModelNames.Problem(models[i]) is { } problem)
                findings.Add(place, problem.TrimEnd('.'));
            else
                Claim(models[i], place, owners, findings);
        }
    }

    private static void Claim(string model, string path, Dictionary<string, string> owners, ManifestFindings findings)
    {
        if (!owners.TryAdd(model, path))
            findings.Add(
                path,
                $"requests for '{model}' would have two goals: {owners[model]} ({findings.LineOf(owners[model])}) has the name already"
            );
    }
}
