using System.Text.RegularExpressions;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Writing;

/// <summary>What names may be: RFC 1123 subdomains, labels where a name becomes a DNS label, paths for RBAC.</summary>
internal static partial class ObjectNames
{
    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
        + " end with an alphanumeric character";

    private const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with"
        + " an alphanumeric character";

    public static FieldCause? Check(ResourceKind kind, string name)
    {
        const string field = "metadata.name";
        if (kind.Group == "rbac.authorization.k8s.io")
        {
            return name is "." or ".." || name.Contains('/') || name.Contains('%')
                ? FieldCause.Invalid(field, Quote(name), "may not contain '/' or '%'")
                : null;
        }

        if (kind.GroupResource is "namespaces" or "services")
        {
            var fits = name.Length <= 63 && Label().IsMatch(name);
            // A service's name may not begin with a digit (RFC 1035).
            fits &= kind.GroupResource != "services" || !char.IsAsciiDigit(name[0]);
            return fits ? null : FieldCause.Invalid(field, Quote(name), LabelRule);
        }

        return name.Length <= 253 && Subdomain().IsMatch(name)
            ? null
            : FieldCause.Invalid(field, Quote(name), SubdomainRule);
    }

    /// <summary>What is wrong with labels: each key a name with an optional DNS prefix, each value at most 63 characters.</summary>
    public static IEnumerable<FieldCause> CheckLabels(IEnumerable<KeyValuePair<string, string>> labels, string field)
    {
        foreach (var (key, value) in labels)
        {
            if (!QualifiedName().IsMatch(key) || key.Split('/')[^1].Length > 63)
                yield return FieldCause.Invalid(field, Quote(key), "name part must consist of alphanumeric characters");
            if (value.Length > 63 || !LabelValue().IsMatch(value))
                yield return FieldCause.Invalid(
                    field,
                    Quote(value),
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', at most 63"
                );
        }
    }

    public static string Quote(string value) => $"\"{value}\"";

    [GeneratedRegex(
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Subdomain();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(
        "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex QualifiedName();

    [GeneratedRegex("^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValue();
}
