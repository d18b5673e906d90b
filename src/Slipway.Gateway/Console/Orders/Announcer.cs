namespace Slipway.Gateway.Console.Orders;

/// <summary>What a person is told besides what the page shows: seen, and read by screen readers. One for each circuit.</summary>
internal sealed class Announcer
{
    // Older ones have been read, or never will be.
    private const int Most = 4;

    private readonly List<Announcement> _announcements = [];

    public event Action? Changed;

    public IReadOnlyList<Announcement> Announcements => _announcements;

    /// <summary>It is done.</summary>
    public void Say(string text) => Add(text, isFailure: false);

    /// <summary>It is not, and the text says why; it stays until it is put away.</summary>
    public void Fail(string text) => Add(text, isFailure: true);

    public void PutAway(Announcement announcement)
    {
        if (_announcements.Remove(announcement))
            Changed?.Invoke();
    }

    private void Add(string text, bool isFailure)
    {
        _announcements.Add(new Announcement(text, isFailure));
        if (_announcements.Count > Most)
            _announcements.RemoveAt(0);
        Changed?.Invoke();
    }
}

/// <summary>One message; two of the same text are two.</summary>
internal sealed class Announcement(string text, bool isFailure)
{
    public string Text => text;

    public bool IsFailure => isFailure;
}
