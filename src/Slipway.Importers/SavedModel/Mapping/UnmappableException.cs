namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>A node of a kind that is mapped is used in a way that is not. It becomes one of the import's problems.</summary>
internal sealed class UnmappableException(string operation, string reason) : Exception($"{operation} {reason}")
{
    public string Reason { get; } = reason;
}
