namespace Slipway.ApiServer.Schemas.Rules;

/// <summary>The names that a part of a rule sees.</summary>
internal sealed class CelScope(string name, object? value, CelScope? outer)
{
    public object? Find(string wanted) =>
        wanted == name ? value
        : outer is not null ? outer.Find(wanted)
        : throw new CelFailure($"undeclared reference to '{wanted}'");

    public CelScope With(string inner, object? bound) => new(inner, bound, this);
}

/// <summary>A part of a rule that has a value: null, a bool, a long, a double, a string, a list or a map of JSON.</summary>
internal delegate object? CelPart(CelScope scope);
