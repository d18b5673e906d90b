using Slipway.Configuration;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Deployment.Manifest.Validation.Kubernetes;

/// <summary>What is checked in several places of what a manifest says of Kubernetes.</summary>
internal static class KubernetesFindings
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Label(this ManifestFindings findings, string path, string? name, string what)
    {
        if (name is not null && !KubernetesNames.IsLabel(name))
            findings.Add(path, $"'{name}' cannot be the name of {what}: {KubernetesNames.LabelForm}");
    }

    public static void Subdomain(this ManifestFindings findings, string path, string? name, string what)
    {
        if (name is not null && !KubernetesNames.IsSubdomain(name))
            findings.Add(path, $"'{name}' cannot be the name of {what}: {KubernetesNames.SubdomainForm}");
    }

    public static void Labels(this ManifestFindings findings, string path, Dictionary<string, string> labels)
    {
        foreach (var (key, value) in labels)
        {
            var place = NodePath.Join(path, key);
            if (!KubernetesNames.IsLabelKey(key))
                findings.AddToKey(place, $"'{key}' cannot be the key of a label: {KubernetesNames.LabelKeyForm}");
            if (!KubernetesNames.IsLabelValue(value))
                findings.Add(place, $"'{value}' cannot be the value of a label: {KubernetesNames.LabelValueForm}");
        }
    }

    public static void Tolerations(this ManifestFindings findings, string path, List<TolerationConfig> tolerations)
    {
        for (var i = 0; i < tolerations.Count; i++)
        {
            var place = NodePath.Join(path, i);
            var (key, value, effect) = (tolerations[i].Key, tolerations[i].Value, tolerations[i].Effect);
            if (key is not null && !KubernetesNames.IsLabelKey(key))
                findings.Add(
                    NodePath.Join(place, "key"),
                    $"'{key}' cannot be the key of a taint: {KubernetesNames.LabelKeyForm}"
                );
            if (value is not null && key is null)
                findings.Add(NodePath.Join(place, "value"), "a value belongs to a key: name the taint's 'key'");
            else if (value is not null && !KubernetesNames.IsLabelValue(value))
                findings.Add(
                    NodePath.Join(place, "value"),
                    $"'{value}' cannot be the value of a taint: {KubernetesNames.LabelValueForm}"
                );
            findings.Word(NodePath.Join(place, "effect"), effect, Effects);
        }
    }

    public static void Word(this ManifestFindings findings, string path, string? word, string[] known)
    {
        if (word is not null && !known.Contains(word))
            findings.Add(path, $"'{word}' is not one of {string.Join(", ", known)}{NearMiss.Hint(word, known)}");
    }

    /// <summary>Of an image, as far as it can be told without a registry.</summary>
    public static void Image(this ManifestFindings findings, string path, string? image)
    {
        if (image is not null && (image.Length == 0 || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))))
            findings.Add(path, $"'{image}' is no reference of an image, such as registry.example/team/iris:1");
    }
}
