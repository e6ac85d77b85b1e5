//! A customisable contraction hierarchy: prepared once for the network, priced in milliseconds for each vehicle and season.
//!
//! 1. [`order`] cuts the network again and again along few nodes (nested dissection by inertial flow) and numbers the nodes
//!    so that each cut comes after the parts that it separates. No cost is looked at.
//! 2. [`skeleton`] eliminates the nodes in that order: the later neighbours of each become neighbours of one another. That
//!    gives the arcs of the hierarchy and the elimination tree, in which every arc leads from a node to an ancestor.
//! 3. [`customise`] prices the arcs for a season: each arc takes the least of its own road and the way over every earlier
//!    node that is joined to both of its ends (its lower triangles).
//! 4. [`query`] finds costs: the quickest way between two nodes climbs from both to a common ancestor, so a node's label
//!    is the cost to each ancestor, and a matrix is the least sum of two labels over the common ancestors.
//!
//! For a road network the tree is a few hundred nodes high whatever its size, so a label is short and dense, indexed by the
//! depth of the ancestor. Preparation takes O(n log n) flow steps, memory O(arcs).
//!
//! **Architecture Invariant:** the result of a query equals Dijkstra's bit for bit, as [`super::Cost`] is a total order.
//!
//! **Architecture Invariant:** nothing here knows roads, vehicles or seasons: only nodes, edges, places and costs.
//!
//! # References
//! J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies", ACM Journal of Experimental Algorithmics 21,
//! 2016. A. Schild, C. Sommer, "On balanced separators in road networks", SEA 2015.

mod bisection;
mod cell;
mod customise;
mod order;
mod query;
mod skeleton;

pub use customise::Metric;
pub use query::Terminal;
pub use skeleton::Hierarchy;
