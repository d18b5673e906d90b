using System.Globalization;

namespace Slipway.Gateway.Console.Layout;

/// <summary>Times as the viewer's clock has them. One for each circuit.</summary>
internal sealed class ViewerClock(TimeProvider time)
{
    private TimeSpan _offset;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <param name="minutes">To be added to UTC.</param>
    public void Set(int minutes) => _offset = TimeSpan.FromMinutes(Math.Clamp(minutes, -14 * 60, 14 * 60));

    public DateTime Of(DateTimeOffset at) => at.ToOffset(_offset).DateTime;

    /// <summary>Seconds, and the day where it is another one than today.</summary>
    public string Text(DateTimeOffset at)
    {
        var (there, today) = (Of(at), Of(Now).Date);
        return there.ToString(there.Date == today ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>How long ago.</summary>
    public string Ago(DateTimeOffset at) => Shown.Show.Ago(Now - at);
}
