using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Imports;

/// <summary>
/// The signatures of an imported model, each computed by the engine from an ONNX file of its own, as the other framework
/// describes them. They share the places of the first: each request is computed alone in one of them.
/// </summary>
internal sealed class ImportedServable : IServable
{
    private readonly IServable _first;
    private readonly Dictionary<string, IServable> _others;

    private ImportedServable(IServable first, ModelSignature signature, Dictionary<string, IServable> others)
    {
        (_first, Signature, _others) = (first, signature, others);
    }

    public ModelSignature Signature { get; }

    public ModelDetails Details => _first.Details;

    public int Concurrency => _first.Concurrency;

    /// <summary>Loads every signature, or none.</summary>
    /// <param name="signatures">At least one; the first is the one that callers mean who name none.</param>
    /// <param name="load">Loads an ONNX file.</param>
    /// <exception cref="ServingException">What <paramref name="load"/> throws.</exception>
    public static async Task<IServable> LoadAsync(
        IReadOnlyList<ImportedSignature> signatures,
        Func<string, Task<IServable>> load
    )
    {
        var loaded = new List<IServable>();
        try
        {
            foreach (var signature in signatures)
            {
                loaded.Add(await load(signature.File));
            }
        }
        catch
        {
            foreach (var servable in loaded)
            {
                await servable.DisposeAsync();
            }

            throw;
        }

        var others = new Dictionary<string, IServable>(StringComparer.Ordinal);
        var described = new List<ModelSignature>();
        for (var i = 1; i < signatures.Count; i++)
        {
            others.Add(signatures[i].Name, loaded[i]);
            described.Add(Describe(signatures[i], loaded[i].Signature, []));
        }

        return new ImportedServable(loaded[0], Describe(signatures[0], loaded[0].Signature, described), others);
    }

    public ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        (request.SignatureName is { } name ? _others[name] : _first).ExecuteAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        foreach (var other in _others.Values)
        {
            await other.DisposeAsync();
        }
    }

    private static ModelSignature Describe(
        ImportedSignature imported,
        ModelSignature own,
        IReadOnlyList<ModelSignature> others
    ) =>
        new(Declared(imported, own.Inputs), Declared(imported, own.Outputs))
        {
            Name = imported.Name,
            Method = imported.Method,
            Others = others,
        };

    private static TensorSpec[] Declared(ImportedSignature imported, IReadOnlyList<TensorSpec> specs) =>
        [
            .. specs.Select(spec =>
                spec.HasUnknownRank && imported.Shapes?.GetValueOrDefault(spec.Name) is { } shape
                    ? spec with
                    {
                        Shape = new TensorShape(shape),
                        HasUnknownRank = false,
                        IsShapeAdvisory = true,
                    }
                    : spec
            ),
        ];
}
