namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>A parameter of a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Default">The default as it is written; null where it must be given.</param>
internal sealed record ScriptParameter(string Name, ScriptType Type, string? Default);

/// <summary>A function or a method; a method's parameters are without <c>self</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Self">What it calls its own object; null for a function.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Returns">What it gives; null where that is not written.</param>
/// <param name="Body">Its statements, one a line.</param>
internal sealed record ScriptFunction(
    string Name,
    string? Self,
    IReadOnlyList<ScriptParameter> Parameters,
    ScriptType? Returns,
    IReadOnlyList<string> Body
);
