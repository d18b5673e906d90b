namespace Slipway.ApiServer.Storage;

/// <summary>One write, as the history keeps it.</summary>
/// <param name="Before">The object before; null where it was made.</param>
/// <param name="After">The object after; where it was taken away, its last state with the version of that.</param>
public sealed record Change(long Revision, StoredObject? Before, StoredObject After, bool Deleted);
