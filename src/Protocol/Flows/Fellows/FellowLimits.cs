namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>Bounds of patients' sessions. A day is any 24 hours, not a calendar's.</summary>
public static class FellowLimits
{
    /// <summary>Times stay far below what adding a lifetime could overflow.</summary>
    public const ulong TimeMax = 1UL << 62;

    /// <summary>How often a patient who allows it may be asked in a day, at most.</summary>
    public const uint TriesMax = 10;

    /// <summary>How many a patient may ask in a day, at one node.</summary>
    public const int AsksMax = 10;

    public const ulong DayMillis = 86_400_000;

    /// <summary>An offer stands at most this long; then the patient allows it anew.</summary>
    public const ulong OfferMillisMax = 30 * DayMillis;

    /// <summary>An ask is answered within this time or is over.</summary>
    public const ulong AskMillisMax = 7 * DayMillis;

    /// <summary>How long two who agreed can talk, from the ask's expiry on.</summary>
    public const ulong SessionMillis = 30 * DayMillis;

    /// <summary>Bytes of one message between two who agreed.</summary>
    public const int TextBytesMax = 16 * 1024;
}
