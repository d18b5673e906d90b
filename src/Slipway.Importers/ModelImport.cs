using Slipway.Importers.Keras;
using Slipway.Importers.Results;
using Slipway.Importers.SavedModel;
using Slipway.Importers.Trees.LightGbm;
using Slipway.Importers.Trees.XGBoost;

namespace Slipway.Importers;

/// <summary>Imports a path with the importer that knows it, and writes what comes of it.</summary>
internal static class ModelImport
{
    private static readonly IReadOnlyList<IModelImporter> All =
    [
        new SavedModelImporter(),
        new KerasImporter(),
        new XGBoostImporter(),
        new LightGbmImporter(),
    ];

    /// <param name="path">The foreign model.</param>
    /// <param name="format">The importer to use; null for the one that recognises the path.</param>
    /// <param name="folder">Where the ONNX files and the manifest go; made if it is not there.</param>
    /// <param name="cancellationToken">Ends the import.</param>
    /// <exception cref="ImportException">It cannot be imported; nothing is left in the folder.</exception>
    public static ImportManifest Run(string path, string? format, string folder, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        if (!Path.Exists(full))
            throw new ImportException(ImportReasons.UnknownFormat, $"There is no '{path}'.");
        var importer = Choose(full, format);
        var model = importer.Import(full, cancellationToken);
        return ImportFolder.Write(folder, importer.Format, model, cancellationToken);
    }

    private static IModelImporter Choose(string path, string? format)
    {
        var importer = All.FirstOrDefault(known => format is null ? known.Recognizes(path) : known.Format == format);
        if (importer is not null)
            return importer;
        throw new ImportException(
            ImportReasons.UnknownFormat,
            format is null
                ? $"'{Path.GetFileName(path)}' is none of what can be imported: {string.Join(", ", All.Select(i => i.Expectation))}."
                : $"There is no importer '{format}'. Known: {string.Join(", ", All.Select(i => i.Format))}."
        );
    }
}
