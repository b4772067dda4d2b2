namespace HospitalChain.Node.Chains;

/// <summary>
/// Cuts a run of blocks into consecutive parts that can be verified side by side. A batch costs less per record the larger
/// it is, so a part is worth a thread only from some size on.
/// </summary>
internal static class BlockRuns
{
    /// <summary>Records below which a part saves less time on its own thread than its smaller batch costs.</summary>
    public const int RecordsMin = 30;

    /// <param name="run">Consecutive blocks.</param>
    /// <param name="recordsOf">How many records a block has.</param>
    /// <param name="partsMax">How many parts at most.</param>
    /// <returns>The same blocks in the same order, in parts of about as many records each; none where there is no block.</returns>
    public static IReadOnlyList<IReadOnlyList<T>> Split<T>(IReadOnlyList<T> run, Func<T, int> recordsOf, int partsMax)
    {
        var records = run.Sum(recordsOf);
        var count = Math.Clamp(records / RecordsMin, 1, partsMax);
        var parts = new List<List<T>>();
        var taken = 0L;
        foreach (var block in run)
        {
            if (parts.Count == 0 || (parts.Count < count && taken * count >= (long)records * parts.Count))
            {
                parts.Add([]);
            }

            parts[^1].Add(block);
            taken += recordsOf(block);
        }

        return parts;
    }
}
