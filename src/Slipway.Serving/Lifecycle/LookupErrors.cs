using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Lifecycle;

/// <summary>What is said of a request that means nothing that answers.</summary>
internal static class LookupErrors
{
    /// <summary>The version that a selector names, by itself or by its label; null where it names none.</summary>
    /// <exception cref="ServingException">NotFound for an unknown label.</exception>
    public static long? NumberOf(ModelVersions model, in ModelSelector selector)
    {
        if (selector.Label is not { } label)
            return selector.Version;
        return model.Labels.TryGetValue(label, out var version) ? version : throw UnknownLabel(model, label);
    }

    // Triton's clients look for the words "Request for unknown model".
    public static ServingException UnknownModel(string name, IEnumerable<string> served) =>
        ServingException.NotFound($"Request for unknown model: '{name}' is not found. Served here: {Names(served)}.");

    public static ServingException UnknownVersion(ModelVersions model, in ModelSelector selector, long wanted) =>
        ServingException.NotFound(
            $"Request for unknown model: '{model.Name}' version {wanted} is not found"
                + (selector.Label is { } label ? $", though the label '{label}' names it. " : ". ")
                + $"Versions here: {string.Join(", ", model.Versions.Select(version => version.Version).Distinct())}."
        );

    public static ServingException UnknownLabel(ModelVersions model, string label) =>
        ServingException.NotFound(
            $"Model '{model.Name}' has no label '{label}'. Labels here: "
                + (
                    model.Labels.Count == 0
                        ? "none."
                        : string.Join(
                            ", ",
                            model
                                .Labels.OrderBy(known => known.Key, StringComparer.Ordinal)
                                .Select(known => $"{known.Key} (version {known.Value})")
                        ) + "."
                )
        );

    public static ServingException NoVersion(ModelVersions model) =>
        ServingException.Unavailable(
            $"Model '{model.Name}' has no version yet; it is still loading. Try again shortly."
        );

    public static ServingException NotAvailable(ModelVersions model, in ModelSelector selector)
    {
        var wanted = NumberOf(model, selector);
        var version =
            wanted is { } number ? model.Find(number) ?? throw UnknownVersion(model, selector, number)
            : model.Versions.Count > 0 ? model.Versions[0]
            : throw NoVersion(model);
        var id = $"Model '{model.Name}' version {version.Version}";
        return version.State switch
        {
            ServableState.Start or ServableState.Loading => ServingException.Unavailable(
                $"{id} is still loading; try again shortly."
            ),
            ServableState.End when version.Error is { } error => new ServingException(
                error.Code == ServingErrorCode.ResourceExhausted
                    ? ServingErrorCode.ResourceExhausted
                    : ServingErrorCode.Unavailable,
                $"{id} failed to load: {error.Message}"
            )
            {
                Reason = error.Reason,
            },
            _ => ServingException.Unavailable($"{id} is being unloaded."),
        };
    }

    private static string Names(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Order(StringComparer.Ordinal).Take(20));
        return list.Length > 0 ? list : "no model";
    }
}
