using HospitalChain.Crypto;

namespace HospitalChain.Consensus;

/// <summary>
/// Who was rejected lately without paying for it. Each rejection stays on the chain for ever with the refused record, so
/// those that cost no points are let through only so often for one author; the count is forgotten in a restart.
/// </summary>
/// <param name="max">For one author in <paramref name="windowMillis"/>.</param>
/// <param name="windowMillis">How long one counts.</param>
internal sealed class FreeRefusals(int max, ulong windowMillis)
{
    private const int AuthorsMax = 4_096;

    private readonly Dictionary<Bytes32, Queue<ulong>> byAuthor = [];

    public void Add(Bytes32 author, ulong nowMillis)
    {
        if (!byAuthor.TryGetValue(author, out var times))
        {
            if (byAuthor.Count >= AuthorsMax)
            {
                ForgetOld(nowMillis);
            }

            if (byAuthor.Count >= AuthorsMax)
            {
                return; // so many authors at once are not one who floods
            }

            byAuthor.Add(author, times = new Queue<ulong>());
        }

        times.Enqueue(nowMillis);
        if (times.Count > max)
        {
            times.Dequeue();
        }
    }

    /// <summary>The author has had all: nothing more is taken from there for a while.</summary>
    public bool IsExhausted(Bytes32 author, ulong nowMillis) =>
        byAuthor.TryGetValue(author, out var times) && times.Count >= max && times.Peek() + windowMillis > nowMillis;

    private void ForgetOld(ulong nowMillis)
    {
        foreach (var (author, times) in byAuthor.ToArray())
        {
            if (times.Last() + windowMillis <= nowMillis)
            {
                byAuthor.Remove(author);
            }
        }
    }
}
