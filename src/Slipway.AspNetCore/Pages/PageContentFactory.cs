using System.Globalization;
using Slipway.AspNetCore.ApiReference;
using Slipway.Models;
using Slipway.Tasks;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Pages;

/// <summary>Turns what the server knows into what the page shows.</summary>
internal static class PageContentFactory
{
    // They choose colours; beyond some there are none left.
    private const int MostLabels = 100;

    public static PageContent Create(IReadOnlyList<ServedModel> models, string serverVersion)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        var pages = new List<PageModel>(models.Count);
        foreach (var model in ServedModelOrder.Sort(models))
        {
            pages.Add(Create(model, new ApiNames(model, withVersion: !named.Add(model.Name))));
        }

        return new PageContent(serverVersion, pages);
    }

    private static PageModel Create(ServedModel model, ApiNames names) =>
        new(
            model.Name,
            model.Version.ToString(CultureInfo.InvariantCulture),
            names.Path.TrimStart('/'),
            model.State,
            model.Error
        )
        {
            Platform = model.Details?.Platform,
            Description = model.Details?.Description,
            Properties = [.. (model.Details?.Properties ?? []).Select(pair => new PageProperty(pair.Key, pair.Value))],
            Inputs = model.Signature?.Inputs.Select(Create).ToArray(),
            Outputs = model.Signature?.Outputs.Select(Create).ToArray(),
            Example = model.Example is { } example ? new PageExample(example.Json, example.BinaryLength) : null,
            Typed = model.Typed is { } typed ? Create(typed, names) : null,
        };

    private static PageTask Create(TypedDescription typed, ApiNames names) =>
        new(typed.Task, names.TypedPath.TrimStart('/'), typed.Summary, typed.RequestSchema, typed.Example)
        {
            MediaTypes = typed.MediaTypes,
            Labels = [.. typed.Labels.Take(MostLabels)],
        };

    private static PageTensor Create(TensorSpec spec)
    {
        var shape = new string[spec.Shape.Rank];
        for (var i = 0; i < shape.Length; i++)
        {
            var name = spec.Shape[i] < 0 && i < spec.DimensionNames.Count ? spec.DimensionNames[i] : null;
            shape[i] = name ?? spec.Shape[i].ToString(CultureInfo.InvariantCulture);
        }

        return new PageTensor(spec.Name, spec.DataType.Name(), shape)
        {
            Optional = spec.IsOptional,
            Description = spec.Description,
            Labels = spec.Labels,
        };
    }
}
