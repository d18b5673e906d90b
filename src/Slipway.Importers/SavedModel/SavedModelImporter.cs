using Google.Protobuf;
using Slipway.Importers.SavedModel.Bundle;
using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel;

/// <summary>
/// Imports TensorFlow's SavedModels, of both generations. The way of a model: <c>saved_model.pb</c> is read and one of its
/// graphs is chosen; each signature is followed back from its outputs with calls inlined (<see cref="GraphExpansion"/>);
/// variables become constants (<see cref="VariableStore"/>); each node is mapped (<see cref="GraphMapper"/>).
/// </summary>
internal sealed class SavedModelImporter : IModelImporter
{
    public const string FileName = "saved_model.pb";

    private const string ServingTag = "serve";

    public string Format => "tensorflow";

    public string Expectation => $"a folder with {FileName} (TensorFlow SavedModel)";

    public bool Recognizes(string path) => File.Exists(Path.Combine(path, FileName));

    public ImportedModel Import(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Read(path, cancellationToken);
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or ArithmeticException or IndexOutOfRangeException
            )
        {
            // What no check before had foreseen of a file that contradicts itself.
            throw new ImportException(ImportReasons.Corrupt, $"'{FileName}' contradicts itself: {e.Message}", e);
        }
    }

    private static ImportedModel Read(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(path, FileName));
        if (!file.Exists)
            throw new ImportException(
                ImportReasons.UnknownFormat,
                $"There is no '{FileName}' in '{Path.GetFileName(path)}'."
            );
        var graph = Choose(Parse(file));
        var library = new GraphLibrary(graph, cancellationToken);
        var bundle = VariablesBundle.Open(Path.Combine(path, "variables", "variables"));
        var importer = new SignatureImporter(
            library,
            new VariableStore(library, graph.SaverDef?.RestoreOpName ?? "", bundle),
            new TableStore(library, graph, path)
        );
        var version = graph.MetaInfoDef?.TensorflowVersion;
        return SignatureSelection.Import(graph, importer) with
        {
            Producer = string.IsNullOrEmpty(version) ? "tensorflow" : $"tensorflow {version}",
        };
    }

    private static Proto.SavedModel Parse(FileInfo file)
    {
        try
        {
            using var stream = file.OpenRead();
            return Proto.SavedModel.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ImportException(ImportReasons.Corrupt, $"'{FileName}' is damaged or cut off: {e.Message}", e);
        }
    }

    private static MetaGraphDef Choose(Proto.SavedModel model)
    {
        var graphs = model.MetaGraphs;
        return graphs.FirstOrDefault(graph => graph.MetaInfoDef?.Tags is [ServingTag])
            ?? graphs.FirstOrDefault(graph => graph.MetaInfoDef?.Tags.Contains(ServingTag) == true)
            ?? graphs.FirstOrDefault()
            ?? throw new ImportException(ImportReasons.Corrupt, $"'{FileName}' has no graph.");
    }
}
