namespace Slipway.Importers;

/// <summary>Turns models of one foreign format into ONNX. Thread-safe.</summary>
internal interface IModelImporter
{
    /// <summary>The format's name on the command line and in reports: <c>keras</c>, <c>tensorflow</c>, …</summary>
    string Format { get; }

    /// <summary>What a path of this format looks like, for messages.</summary>
    string Expectation { get; }

    /// <summary>Whether the file or folder is of this format, by its name, its form and its first bytes.</summary>
    bool Recognizes(string path);

    /// <summary>
    /// Reads the model. The file is hostile until proved otherwise: what it declares is checked against what it has before
    /// memory is taken for it.
    /// </summary>
    /// <param name="path">The file or folder, absolute.</param>
    /// <param name="cancellationToken">Ends the import.</param>
    /// <exception cref="ImportException">The model cannot be imported; everything that stands in the way is named.</exception>
    ImportedModel Import(string path, CancellationToken cancellationToken);
}
