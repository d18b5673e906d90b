namespace Slipway.Deployment.Manifest;

/// <summary>Something that is wrong with a manifest.</summary>
/// <param name="File">The file, as the caller would name it; <c>--set</c> for a variable of the command line.</param>
/// <param name="Line">From 1; 0: the file as a whole.</param>
/// <param name="Column">From 1; 0: the file as a whole.</param>
/// <param name="Path">The keys down to it, such as <c>services.ner.replicas</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record ManifestProblem(string File, int Line, int Column, string Path, string Message)
{
    /// <summary>As compilers write it, so that editors find the place: <c>file:line:column: path: message</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        return Path.Length > 0 ? $"{place}: {Path}: {Message}" : $"{place}: {Message}";
    }
}
