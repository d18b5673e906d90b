using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel;

/// <summary>
/// Imports what signatures of a model can be imported: the default one first, then by name. What cannot is left out with a
/// remark, unless nothing would be left, or the default one would.
/// </summary>
internal static class SignatureSelection
{
    private const string TrainingSignature = "__saved_model_train_op";

    public static ImportedModel Import(MetaGraphDef graph, SignatureImporter importer)
    {
        var names = graph
            .SignatureDef.Where(signature => signature.Value.Outputs.Count > 0)
            .Select(signature => signature.Key)
            .Where(name => name is not (TableStore.InitialisationSignature or TrainingSignature))
            .OrderBy(name => name != ImportedSignature.Default)
            .ThenBy(name => name, StringComparer.Ordinal)
            .ToList();
        if (names.Count == 0)
        {
            throw new ImportException(
                ImportReasons.Unsupported,
                "The model has no signature. Save it with signatures: tf.saved_model.save(model, path, signatures=…)."
            );
        }

        var signatures = new List<ImportedSignature>();
        var problems = new List<string>();
        var remarks = new List<string>();
        var steps = new SortedDictionary<string, (int Count, SortedSet<string> Written)>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var (signature, model) = importer.Import(name, graph.SignatureDef[name]);
            problems.AddRange(model.Problems);
            remarks.AddRange(model.Remarks);
            if (signature is null)
            {
                remarks.Add($"The signature '{name}' is left out: {string.Join("; ", model.Problems)}.");
                continue;
            }

            signatures.Add(signature);
            Merge(steps, model);
        }

        if (signatures.Count == 0 || (names[0] == ImportedSignature.Default && signatures[0].Name != names[0]))
            throw Refusal([.. problems.Distinct()]);
        return new ImportedModel(
            null,
            signatures,
            [.. steps.Select(step => new ImportStep($"{step.Key} × {step.Value.Count}", Describe(step.Value.Written)))]
        )
        {
            Remarks = [.. remarks.Distinct()],
        };
    }

    private static ImportException Refusal(string[] problems) =>
        new(
            ImportReasons.Unsupported,
            $"The model has {problems.Length} nodes that cannot be mapped to ONNX: {string.Join("; ", problems.Take(5))}"
                + (problems.Length > 5 ? "; …" : "")
                + ". Move them out of the model, or serve it with the Python runtime.",
            problems
        );

    private static void Merge(
        SortedDictionary<string, (int Count, SortedSet<string> Written)> steps,
        ModelContext model
    )
    {
        foreach (var (operation, (count, written)) in model.Steps)
        {
            var known = steps.GetValueOrDefault(operation, (0, new SortedSet<string>(StringComparer.Ordinal)));
            known.Item2.UnionWith(written);
            steps[operation] = (known.Item1 + count, known.Item2);
        }
    }

    private static string Describe(SortedSet<string> written) =>
        written.Count == 0 ? "nothing: known before the model runs, or handed on" : string.Join(", ", written);
}
