using System.Globalization;
using Slipway.Models;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>
/// Which of the configuration's names stands for which of the model's. The model's own names stand for themselves; names as
/// Triton's, <c>INPUT__0</c>, count by place; any others stand for all of them in their order.
/// </summary>
internal static class ConfiguredNames
{
    private const string Mark = "__";

    /// <summary>The names in the order of the model's own.</summary>
    public static IReadOnlyList<string> Of(
        ModelPackage package,
        string section,
        IReadOnlyList<string> own,
        IReadOnlyDictionary<string, TensorConfig> configured
    )
    {
        var names = configured.Keys.ToArray();
        if (names.All(name => own.Contains(name)))
            return own;
        var places = names.Select(Place).ToArray();
        if (places.All(place => place >= 0 && place < own.Count) && places.Distinct().Count() == places.Length)
        {
            var renamed = own.ToArray();
            for (var i = 0; i < places.Length; i++)
            {
                renamed[places[i]] = names[i];
            }

            return renamed;
        }

        return names.Length == own.Count
            ? names
            : throw LoadErrors.WrongNames(package, section, Quoted(names), Quoted(own));
    }

    private static int Place(string name)
    {
        var mark = name.LastIndexOf(Mark, StringComparison.Ordinal);
        return
            mark > 0
            && int.TryParse(
                name.AsSpan(mark + Mark.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var place
            )
            ? place
            : -1;
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
