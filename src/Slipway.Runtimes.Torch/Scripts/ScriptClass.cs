namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>A class: a module, or a named tuple.</summary>
/// <param name="Name">Its name, without the namespace.</param>
/// <param name="Base">What it derives from: <c>Module</c>, <c>NamedTuple</c>; empty for none.</param>
/// <param name="Attributes">The types of its attributes, in order.</param>
/// <param name="Methods">Its methods by name.</param>
internal sealed record ScriptClass(
    string Name,
    string Base,
    IReadOnlyList<KeyValuePair<string, ScriptType>> Attributes,
    IReadOnlyDictionary<string, ScriptFunction> Methods
)
{
    public bool IsNamedTuple => Base == "NamedTuple";

    public ScriptType? Attribute(string name) => Attributes.FirstOrDefault(entry => entry.Key == name).Value;
}
