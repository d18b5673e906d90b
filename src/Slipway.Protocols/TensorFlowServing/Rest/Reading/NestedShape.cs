using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// The shape of nested arrays, learned on the way through them: the first path down gives the number of dimensions, the first
/// array of each level its extent, and all others must be the same. What is wrong is told as the end of a sentence about the
/// value. Not thread-safe.
/// </summary>
/// <param name="around">The arrays around each value that the caller has opened itself: none, or that of the rows.</param>
/// <param name="deepest">Levels that there may be.</param>
internal sealed class NestedShape(int around, int deepest)
{
    private const int Unknown = -1;

    // Of each level from 1: the extent, once an array of it has ended, and the members of the open one.
    private readonly long[] _extents = [.. Enumerable.Repeat<long>(Unknown, deepest + 1)];
    private readonly long[] _members = new long[deepest + 1];

    private int _rank = Unknown;
    private int _level;

    /// <summary>Whether the value has ended, or not begun.</summary>
    public bool IsOutside => _level == around;

    /// <summary>Rows so far.</summary>
    public long Rows => around == 0 ? 0 : _members[1];

    /// <summary>The next value begins.</summary>
    public void Begin() => _level = around;

    /// <summary>The next value is another row.</summary>
    public void BeginRow()
    {
        _members[1]++;
        Begin();
    }

    /// <summary>How many more values the open array takes.</summary>
    public long Limit()
    {
        if (IsOutside)
            return 1;
        if (_extents[_level] == Unknown)
            return long.MaxValue;
        // One more is read, to be refused.
        return Math.Max(1, _extents[_level] - _members[_level]);
    }

    /// <summary>Values stand where the state is now: counts them.</summary>
    /// <returns>Null, or why they cannot.</returns>
    public string? Enter(long count)
    {
        if (_rank == Unknown)
            _rank = _level;
        if (_level != _rank)
        {
            return $"mixes values and arrays: expected an array at level {Level(_level)}, found a value; "
                + "all values of a tensor are nested equally deep";
        }

        if (IsOutside)
            return null;
        _members[_level] += count;
        return TooMany();
    }

    /// <summary>An array begins.</summary>
    /// <param name="tooDeep">What is said where there may be no more levels.</param>
    /// <returns>Null, or why it cannot.</returns>
    public string? Open(Func<string> tooDeep)
    {
        if (_rank != Unknown && _level >= _rank)
            return $"mixes values and arrays: expected a value at level {Level(_level)}, found an array";
        if (_level == deepest)
            return tooDeep();
        if (_level > around)
        {
            _members[_level]++;
            if (TooMany() is { } problem)
                return problem;
        }

        _level++;
        _members[_level] = 0;
        return null;
    }

    /// <summary>The open array ends.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Close()
    {
        if (_members[_level] == 0 && _rank == Unknown)
            _rank = _level;
        if (_extents[_level] == Unknown)
            _extents[_level] = _members[_level];
        else if (_members[_level] != _extents[_level])
        {
            return $"has an array of {_members[_level]} members at level {Level(_level)}, where the first one has "
                + $"{_extents[_level]}; all arrays of a level must have as many";
        }

        _level--;
        return null;
    }

    /// <summary>The shape of all that has been read.</summary>
    public TensorShape Finish()
    {
        if (around == 1)
            _extents[1] = _members[1];
        return new TensorShape(_extents.AsSpan(1, Math.Max(_rank, around)));
    }

    private string? TooMany() =>
        _extents[_level] == Unknown || _members[_level] <= _extents[_level]
            ? null
            : $"has an array of more than {_extents[_level]} members at level {Level(_level)}, which is what the first one "
                + "has; all arrays of a level must have as many";

    // As the caller sees it: the rows are not part of the value.
    private int Level(int level) => level - around;
}
